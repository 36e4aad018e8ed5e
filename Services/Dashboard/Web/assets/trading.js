// The strip on top: does it trade, with how much, and how far from its breakers.
import { $, el, figure, fill } from "./dom.js";
import { amount, percent, signed } from "./format.js";
import { iso, moment } from "./time.js";

/** How much of a limit is used up; a gain uses nothing. */
function breaker(name, value, limit) {
  const used = Math.min(1, Math.max(0, (value ?? 0) / limit));
  const bar = el("span", { class: `bar ${used >= 0.8 ? "bad" : used >= 0.5 ? "warn" : ""}` }, el("span"));
  bar.firstElementChild.style.width = `${used * 100}%`;
  return el("div", { class: "figure" }, el("span", { class: "name" }, name), el("strong", {}, value < 0 ? "none" : percent(value)), bar, el("span", { class: "note" }, `halts at ${percent(limit, 0)}`));
}

export function drawTrading(state, balance) {
  const tone = { running: "good", paused: "warn", halted: "bad" }[state.level];
  // One figure and its difference: of the same moment, the account's if it answers.
  const equity = balance?.equity ?? state.equity;
  const day = equity && state.dailyStartEquity ? Number(equity) - Number(state.dailyStartEquity) : null;
  fill($("trading"),
    el("div", { class: "figure" }, el("span", { class: "name" }, "State"), el("strong", { class: tone, id: "level" }, state.level),
      el("span", { class: "note", title: iso(state.since) }, `since ${moment(state.since)}`)),
    figure("Equity, USDT", amount(equity), day === null ? "" : `${signed(day)} today`),
    figure("Available, USDT", amount(balance?.available), balance?.problem ?? `wallet ${amount(balance?.walletBalance)}`),
    breaker("Loss today", state.dailyLoss, state.dailyLossLimit),
    breaker("Drawdown", state.drawdown, state.drawdownLimit));
  // Why it stands still is said in full.
  const why = [state.message, state.decidedBy && state.level !== "running" ? `by ${state.decidedBy}` : null].filter(Boolean).join(" · ");
  $("trading-why").textContent = state.level === "running" ? "" : why || state.reason || "";
  const rest = (id, isResting) => { if ($(id).disabled !== isResting) $(id).disabled = isResting; };
  rest("resume", state.level === "running");
  rest("pause", state.level !== "running");
  rest("halt", state.level === "halted");
}
