// What waits for a decision. An entry is changed in place: a button never moves under a finger or loses the focus while it waits.
import { $, el, empty, setText, sync } from "./dom.js";
import { post } from "./api.js";
import { amount, decimalsOf, fixed, price } from "./format.js";
import { remaining } from "./time.js";
import { act, notice } from "./page.js";

export class Approvals {
  constructor(reload) { this.reload = reload; this.all = []; }

  show(all) { this.all = all; this.redraw(); }

  redraw() {
    setText($("approvals-count"), this.all.length || "");
    if (!this.all.length) { empty($("approvals"), "Nothing waits for a decision."); return; }
    sync($("approvals"), this.all.map((approval) => approval.proposal), (p) => p.proposalID, (p) => this.make(p));
  }

  make(p) {
    const name = `${p.symbol} ${p.side} ${p.quantity}`;
    const decimals = decimalsOf(p.entryPrice, p.stopLoss, p.takeProfit);
    const away = (level) => `${fixed((100 * (Number(level) - Number(p.entryPrice))) / Number(p.entryPrice), 2)} %`;
    const level = (title, value, tone) => el("div", { class: "figure" }, el("span", { class: "name" }, title), el("strong", { class: tone }, price(value, decimals)), el("span", { class: "note" }, value === p.entryPrice ? `${amount(p.notional, 0)} USDT` : away(value)));
    const decide = (verb) => ({ currentTarget }) => act(currentTarget, async () => {
      try {
        const reply = await post(`/approvals/${p.proposalID}/${verb}`);
        const asAsked = reply.status === (verb === "approve" ? "confirmed" : "rejected");
        notice(`${name}: ${reply.status}${reply.message ? `, ${reply.message}` : ""}`, asAsked ? "good" : "bad");
      } finally { this.reload(); }
    });
    return el("article", { class: "approval", "aria-label": name },
      el("header", {},
        el("strong", { class: "symbol" }, p.symbol), el("span", { class: `badge ${p.side === "Buy" ? "good" : "bad"}` }, p.side), el("span", {}, `${p.quantity} · ${p.timeframe}`),
        el("span", { class: "countdown", role: "timer", "data-until": p.approveBy }, remaining(p.approveBy))),
      el("div", { class: "figures" }, level("Entry", p.entryPrice), level("Stop", p.stopLoss, "bad"), level("Target", p.takeProfit, "good")),
      el("p", { class: "quiet" }, `risk ${amount(p.riskAmount)} USDT · R:R ${p.riskRewardRatio.toFixed(2)} · confidence ${p.confidence.toFixed(3)} · ${p.promptName}`),
      el("div", { class: "actions" },
        el("button", { type: "button", class: "primary approve", "aria-label": `Approve ${name}`, on: { click: decide("approve") } }, "Approve"),
        el("button", { type: "button", class: "reject", "aria-label": `Reject ${name}`, on: { click: decide("reject") } }, "Reject")));
  }
}
