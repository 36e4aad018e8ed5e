// The newest cycle, step by step: one lane for each symbol, filled as the steps happen.
import { $, el, empty, isHash, outcomeTone, setClass, setText, sync } from "./dom.js";
import { clock, iso, moment, remaining } from "./time.js";

const order = ["chart", "analysis", "filter", "sizing", "confirmation", "execution"];
const titles = { slots: "free slots", freshData: "fresh analyses" };

export class Cycle {
  /** @param reload asks for the cycles of the chosen timeframe. */
  constructor(reload) {
    this.reload = reload;
    this.cycles = [];
    /** The chosen one; null: whichever has the newest cycle. */
    this.timeframe = null;
    /** All that there are to choose from: once seen, one stays. */
    this.timeframes = new Set();
  }

  /** Until the first answer there is nothing to say, and a failure is told below. */
  begin() { if (!this.cycles.length) setText($("cycle-status"), ""); }

  show(cycles, timeframes) {
    this.cycles = cycles;
    for (const one of [...timeframes, ...cycles.map((cycle) => cycle.timeframe)]) this.timeframes.add(one);
    this.redraw();
  }

  redraw() {
    const place = $("cycle-lanes");
    this.choices();
    const own = this.cycles;
    if (!own.length) {
      setText($("cycle-status"), "No cycle yet");
      setText($("cycle-when"), "the next one starts at the timeframe's boundary");
      for (const id of ["cycle-left", "cycle-older"]) setText($(id), "");
      delete $("cycle-left").dataset.until;
      $("cycle-steps").replaceChildren();
      return empty(place, "");
    }
    const newest = own.find((cycle) => cycle.status !== "planned") ?? own[0];
    // A cycle that was skipped has no steps: below it the last one that ran stays to be read.
    const shown = newest.steps.some((step) => step.symbol) || newest.status === "started" ? newest : own.find((cycle) => cycle.steps.some((step) => step.symbol)) ?? newest;
    this.status(newest);
    setText($("cycle-older"), shown === newest ? "" : `Below: the last cycle that ran, of the candle closed ${moment(shown.candleClose)}`);
    sync($("cycle-steps"), shown.steps.filter((step) => !step.symbol), (step) => step.name, () => el("li", {}, el("span"), " ", el("span", { class: "quiet" })), (item, step) => {
      setText(item.firstElementChild, titles[step.name] ?? step.name);
      setClass(item.firstElementChild, outcomeTone(step.outcome));
      setText(item.lastElementChild, step.detail);
    });
    // Every symbol of the last cycles keeps its lane, so that none moves while a cycle fills.
    const symbols = [...new Set(own.flatMap((cycle) => cycle.steps.map((step) => step.symbol)).filter(Boolean))].sort();
    sync(place, symbols, (symbol) => symbol, lane, (element, symbol) => fillLane(element, symbol, shown));
  }

  status(cycle) {
    setText($("cycle-status"), `${cycle.timeframe} ${cycle.status}`);
    $("cycle-status").classList.remove("loading");
    $("cycle-status").title = iso(cycle.candleClose);
    const running = cycle.status === "started";
    const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
    setText($("cycle-when"), [
      `candle closed ${clock(cycle.candleClose)}`, cycle.reason ?? `${count(cycle.proposals, "proposal")}, ${count(cycle.tradesExecuted, "trade")}`,
      running ? null : `ended ${clock(cycle.endsAt)}`].filter(Boolean).join(" · "));
    const left = $("cycle-left");
    if (running) { left.dataset.until = cycle.endsAt; setText(left, remaining(cycle.endsAt)); } else { delete left.dataset.until; setText(left, ""); }
  }

  /** With several timeframes the reader chooses whose cycle is shown. */
  choices() {
    const place = $("cycle-timeframes");
    place.hidden = this.timeframes.size < 2;
    if (place.hidden) return;
    sync(place, ["newest", ...this.timeframes], (name) => name, (name) => el("button", { type: "button", class: "plain", on: { click: () => this.choose(name === "newest" ? null : name) } }, name),
      (button, name) => button.setAttribute("aria-pressed", (this.timeframe ?? "newest") === name));
  }

  choose(timeframe) {
    this.timeframe = timeframe;
    this.choices();
    this.reload();
  }
}

// Pictures are fetched shortly before they come into view: nobody pays for those of a cycle that passes unseen.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    target.src = target.dataset.src;
    seen.unobserve(target);
  }
}, { rootMargin: "300px", threshold: 0.1 });

function lane(symbol) {
  return el("article", { class: "lane", "aria-label": symbol },
    el("header", {}, el("strong", {}, symbol), el("span", { class: "badge" })),
    el("a", { class: "thumb", target: "_blank", rel: "noopener" }),
    el("ol", { class: "steps" }, order.map((name) => el("li", { "data-step": name }, el("span", { class: "name" }, name), el("span", { class: "detail" })))));
}

function fillLane(element, symbol, cycle) {
  const steps = new Map(cycle.steps.filter((step) => step.symbol === symbol).map((step) => [step.name, step]));
  const last = [...order].reverse().map((name) => steps.get(name)).find(Boolean);
  const badge = element.querySelector(".badge");
  setText(badge, last ? `${last.name} ${last.outcome}` : "waiting");
  setClass(badge, `badge ${last ? outcomeTone(last.outcome) : ""}`);
  const image = steps.get("chart")?.reference;
  const thumb = element.querySelector(".thumb");
  if ((thumb.dataset.hash ?? "") !== (image ?? "")) {
    thumb.dataset.hash = image ?? "";
    if (isHash(image)) {
      thumb.href = `/api/v1/charts/${image}`;
      thumb.replaceChildren(el("img", { "data-src": `${thumb.href}?width=320`, alt: `Chart of ${symbol}`, width: 1280, height: 800, decoding: "async" }));
      seen.observe(thumb.firstElementChild);
    } else { thumb.removeAttribute("href"); thumb.replaceChildren(); }
  }
  const isOver = cycle.status !== "started";
  for (const item of element.querySelectorAll("li")) {
    const step = steps.get(item.dataset.step);
    setClass(item, step ? outcomeTone(step.outcome) : "waiting");
    setText(item.lastElementChild, step ? step.detail : isOver ? "–" : "…");
    item.title = step ? `${step.outcome} ${clock(step.at)}` : "";
  }
}
