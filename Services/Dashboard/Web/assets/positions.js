// Open positions, with the price chart of the chosen one.
import { $, el, setClass, setText } from "./dom.js";
import { get, post } from "./api.js";
import { amount, decimalsOf, fixed, price, ratio, signed, tone } from "./format.js";
import { clock, iso } from "./time.js";
import { act, ask, notice, soon } from "./page.js";
import { PriceChart } from "./chart.js";
import { Table } from "./table.js";

const decimals = (p) => decimalsOf(p.currentPrice, p.stopLoss, p.takeProfit);

export class Positions {
  /** @param follow is told the symbols to hear of. */
  constructor(follow) {
    this.follow = follow;
    this.all = new Map();
    this.chosen = null;
    /** Timeframes by trade: a position does not say on which candles it was decided. */
    this.timeframes = new Map();
    this.chart = new PriceChart($("position-chart"), "Price with entry, stop and target");
    this.loadChart = soon(() => this.load());
    this.table = new Table($("positions"), [
      { title: "Symbol", build: (latest) => this.chooser(latest), update: (button, p) => { setText(button, p.symbol); button.setAttribute("aria-pressed", p.tradeID === this.chosen); } },
      { title: "Side", text: (p) => p.side, tone: (p) => (p.side === "Buy" ? "good" : "bad") },
      { title: "Size", text: (p) => amount(p.quantity, decimalsOf(p.quantity)), number: true },
      { title: "Entry", text: (p) => price(p.entryPrice, decimals(p)), hint: (p) => p.entryPrice, number: true },
      { title: "Now", text: (p) => price(p.currentPrice, decimals(p)), number: true },
      { title: "Stop", text: (p) => (p.stopLoss ? price(p.stopLoss, decimals(p)) : "none!"), tone: (p) => (p.stopLoss ? null : "bad"), number: true },
      { title: "Target", text: (p) => price(p.takeProfit, decimals(p)), number: true },
      { title: "Profit, USDT", text: (p) => signed(p.unrealizedPnL), tone: (p) => tone(p.unrealizedPnL), number: true },
      { title: "Live R:R", text: (p) => ratio(p.liveRiskReward, " R"), tone: (p) => tone(p.liveRiskReward), number: true },
      { title: "Seen", text: (p) => clock(p.checkedAt), hint: (p) => iso(p.checkedAt), number: true },
      { title: "", build: (latest) => this.closer(latest), update: (cell) => cell },
    ], { key: (p) => p.tradeID, rowClass: (p) => (p.tradeID === this.chosen ? "selected" : null), nothing: "No open position.", name: "Open positions" });
  }

  show(all) {
    this.all = new Map(all.map((position) => [position.tradeID, this.newest(position)]));
    this.follow(all.map((position) => position.symbol));
    this.draw();
  }

  /** An answer may be older than what was heard meanwhile. */
  newest(position) {
    const known = this.all.get(position.tradeID);
    return known && known.checkedAt > position.checkedAt ? known : position;
  }

  update(position) {
    // A state of a position that has ended since is not shown again: the list says which are open.
    if (!this.all.has(position.tradeID)) return;
    this.all.set(position.tradeID, this.newest(position));
    this.draw();
    if (position.tradeID === this.chosen) this.chart.now(Number(position.currentPrice), position.checkedAt);
  }

  redraw() { this.draw(); if (this.all.size) this.chart.redraw(); }
  candlesMayHaveClosed() { if (this.chosen) this.loadChart(); }

  draw() {
    const rows = [...this.all.values()].sort((a, b) => a.symbol.localeCompare(b.symbol));
    const total = rows.reduce((sum, p) => sum + Number(p.unrealizedPnL), 0);
    setText($("positions-total"), rows.length ? `${signed(total)} USDT` : "");
    setClass($("positions-total"), rows.length ? tone(total) : null);
    if (!rows.some((p) => p.tradeID === this.chosen)) this.choose(rows[0]?.tradeID ?? null);
    this.table.show(rows);
  }

  choose(tradeID) {
    this.chosen = tradeID;
    if (tradeID) this.loadChart();
    else this.chart.say("The chart of an open position appears here, with its entry, stop and target.");
  }

  async load() {
    const position = this.all.get(this.chosen);
    if (!position) return;
    try {
      const { tradeID, symbol } = position;
      if (!this.timeframes.has(tradeID)) {
        const { timeframe } = await get(`/trades/${encodeURIComponent(tradeID)}/origin`);
        this.timeframes.set(tradeID, timeframe ?? "1m");
      }
      const { candles } = await get(`/klines?symbol=${encodeURIComponent(symbol)}&timeframe=${this.timeframes.get(tradeID)}&limit=120`);
      // Another one may have been chosen meanwhile.
      const current = this.all.get(tradeID);
      if (tradeID !== this.chosen || !current) return;
      const level = (text, title, tone) => (text ? [{ price: Number(text), title, tone }] : []);
      this.chart.show({ subject: tradeID, name: `Price of ${symbol} with entry, stop and target`, candles, decimals: decimals(current), levels: [
        ...level(current.entryPrice, "entry", "accent"), ...level(current.stopLoss, "stop", "bad"), ...level(current.takeProfit, "target", "good")] });
      this.chart.now(Number(current.currentPrice), current.checkedAt);
    } catch (error) { this.chart.say(`Not available: ${error.message}`); }
  }

  chooser(latest) {
    return el("button", { type: "button", class: "plain", title: "Show its chart", on: { click: () => { this.choose(latest().tradeID); this.draw(); } } });
  }

  closer(latest) {
    const close = async ({ currentTarget }) => {
      const p = latest();
      const yes = await ask(`Close ${p.symbol} ${p.side} ${p.quantity} at the market, now at ${fixed(p.currentPrice, decimals(p))}?`, "Close it");
      if (yes === null) return;
      act(currentTarget, async () => { notice((await post(`/trades/${p.tradeID}/close`, { expectedQuantity: p.quantity })).message, "good"); });
    };
    const { tradeID, symbol } = latest();
    return el("span", { class: "row-actions" },
      el("a", { class: "button", href: `/dashboard/trades?trade=${encodeURIComponent(tradeID)}`, "aria-label": `Why ${symbol}` }, "Why"),
      el("button", { type: "button", class: "danger", "aria-label": `Close ${symbol}`, on: { click: close } }, "Close"));
  }
}
