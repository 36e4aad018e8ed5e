// Alerts: those that notifier has kept, and at once those that happen while the page is open.
import { $, el, empty, failed, setClass, setText, sync } from "./dom.js";
import { get } from "./api.js";
import { iso, moment } from "./time.js";
import { act } from "./page.js";

const step = 50;
/** Lines; of more the oldest are left to be asked for again. */
const most = 1000;

export class Alerts {
  constructor() {
    /** By the event's id: what is told and what is kept is one alert. */
    this.all = new Map();
    /** Where the kept ones go on; null: nothing is older. */
    this.next = null;
    this.keptDays = null;
    $("alerts-older").addEventListener("click", ({ currentTarget }) => act(currentTarget, () => this.older()));
  }

  /** The newest ones. What is shown stays, unless there may be a gap between. */
  async load() {
    let page;
    try { page = await get(`/alerts?limit=${step}`); } catch (error) {
      if (!this.all.size) failed($("alerts"), error);
      throw error;
    }
    const isJoined = this.keptDays !== null && (!page.next || page.alerts.some((one) => this.all.has(one.eventID)));
    if (!isJoined) {
      const oldest = page.alerts.at(-1)?.occurredAt ?? 0;
      for (const [id, one] of this.all) if (one.occurredAt < oldest) this.all.delete(id);
      this.next = page.next ?? null;
    }
    this.keptDays = page.keptDays;
    this.add(page.alerts);
  }

  async older() {
    const { occurredAt, eventID } = this.next;
    const page = await get(`/alerts?limit=${step}&beforeTime=${occurredAt}&beforeID=${eventID}`);
    this.next = page.next ?? null;
    this.add(page.alerts);
  }

  /** @param message an event of the socket. */
  tell({ id, eventID = id, at, event, data }) {
    this.add([{ eventID, topic: event, occurredAt: at, symbol: data.symbol, message: told(event, data) }]);
  }

  add(alerts) {
    for (const one of alerts) if (!this.all.has(one.eventID)) this.all.set(one.eventID, one);
    this.redraw();
  }

  redraw() {
    const rows = [...this.all.values()].sort((a, b) => b.occurredAt - a.occurredAt);
    for (const one of rows.splice(most)) { this.all.delete(one.eventID); this.next = { occurredAt: rows.at(-1).occurredAt, eventID: rows.at(-1).eventID }; }
    if (rows.length) {
      sync($("alerts"), rows, (a) => a.eventID,
        (a) => el("li", { class: "fresh" }, el("time", { class: "quiet" }), " ", el("span", {}, `${a.symbol ?? ""} ${a.message}`.trim())),
        (item, a) => {
          const [time, words] = item.children;
          setText(time, moment(a.occurredAt));
          time.title = iso(a.occurredAt);
          setClass(words, a.topic.endsWith("resumed") ? "good" : "warn");
        });
    } else if (this.keptDays !== null) empty($("alerts"), "None.");
    const days = this.keptDays === 1 ? "a day" : `${this.keptDays} days`;
    setText($("alerts-oldest"), this.keptDays === null ? "" : this.next ? `kept for ${days}` : `nothing older; kept for ${days}`);
    $("alerts-older").disabled = !this.next;
  }
}

/** The words of an event as it is told now; notifier keeps the same. */
function told(event, data) {
  if (event.endsWith("trading.resumed")) return `trading resumed by ${data.decidedBy ?? "the system"}`;
  if (event.endsWith("trading.halted")) return `${data.level === "paused" ? "trading paused" : "trading halted"} by ${data.decidedBy}: ${data.message}`;
  if (!event.endsWith("trade.unprotected")) return data.message ?? event;
  const outcome = { restored: "the stop is there again", flattening: "the stop cannot be set, the position is being closed", over: "the position is gone" }[data.outcome];
  return `was ${data.milliseconds} ms without a stop: ${outcome ?? data.outcome}`;
}
