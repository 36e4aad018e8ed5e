// Candles with levels, and a line. TradingView's library draws them when it was fetched at install time; otherwise a canvas of our own does.
import { Canvas, colour } from "./canvas.js";
import { el, picture } from "./dom.js";
import { moment, tick } from "./time.js";

// It is fetched with the first chart that is drawn, so that the page itself does not wait for it.
const address = document.querySelector('meta[name="chart-library"]')?.content;
let isAsked = false, isSettled = !address;
const waiting = new Set();

/** @returns whether it is known who draws; if not, `then` is called as soon as it is. */
function isKnown(then) {
  if (isSettled) return true;
  waiting.add(then);
  if (!isAsked) {
    isAsked = true;
    const settle = () => { isSettled = true; for (const one of waiting) one(); waiting.clear(); };
    document.head.append(el("script", { src: address, on: { load: settle, error: settle } }));
  }
  return false;
}

const seconds = (nanoseconds) => Math.floor(nanoseconds / 1e9);

class Chart {
  /** @param name what the picture shows, for who does not see it. */
  constructor(target, name) {
    this.target = target;
    this.name = name;
    this.drawn = null;
    this.again = () => this.redraw();
    // The library and the canvas have fixed sizes: they follow their place.
    new ResizeObserver(() => { if (this.drawn && target.clientWidth !== this.width) this.redraw(); }).observe(target);
  }

  say(text) { this.clear(); this.target.replaceChildren(el("p", { class: "quiet" }, text)); }
  clear() { this.drawn?.remove?.(); this.drawn = null; this.series = null; waiting.delete(this.again); this.target.replaceChildren(); }

  /** The drawing alone is a picture: words and links beside it stay to be read and reached. */
  plot() {
    const plot = picture(this.name);
    this.target.append(plot);
    return plot;
  }

  library(decimals) {
    const { clientWidth, clientHeight } = this.target;
    const line = colour("grid");
    const chart = window.LightweightCharts.createChart(this.plot(), {
      width: Math.max(100, clientWidth), height: Math.max(100, clientHeight - 20),
      layout: { background: { color: "transparent" }, textColor: colour("quiet"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line }, handleScroll: { vertTouchDrag: false }, handleScale: { mouseWheel: false },
      localization: { priceFormatter: (value) => value.toFixed(decimals), timeFormatter: (time) => moment(time * 1e9) },
      timeScale: {
        borderColor: line, timeVisible: true, secondsVisible: true,
        tickMarkFormatter: (time, kind) => tick(time, { day: kind < 3, exact: kind > 3 }),
      },
    });
    this.target.append(el("a", { class: "attribution", href: "https://www.tradingview.com/", rel: "noreferrer" }, "Charts by TradingView"));
    return chart;
  }
}

/** Candles with entry, stop and target. `now` lets the last candle follow the price. */
export class PriceChart extends Chart {
  candles = [];
  levels = [];
  decimals = 2;

  /** @param subject what the candles are of: for the same one the chart keeps its place and zoom. */
  show({ subject, name = this.name, candles, levels, decimals }) {
    const isSame = this.series && candles.length && subject === this.subject && decimals === this.decimals;
    Object.assign(this, { subject, name, candles: [...candles], levels, decimals });
    if (isSame) this.refresh();
    else this.redraw();
  }

  /** @param at nanoseconds */
  now(price, at) {
    const last = this.candles.at(-1), before = this.candles.at(-2);
    if (!last || !before || !Number.isFinite(price)) return;
    const length = last.openTime - before.openTime;
    // Past the last closed candle the page grows one of its own, until the closed one is loaded.
    if (at < last.openTime + length && !last.isForming) return;
    if (at >= last.openTime + length) {
      this.candles.push({ openTime: last.openTime + length * Math.floor((at - last.openTime) / length), open: last.close, high: last.close, low: last.close, close: last.close, isForming: true });
    }
    const forming = this.candles.at(-1);
    Object.assign(forming, { high: Math.max(forming.high, price), low: Math.min(forming.low, price), close: price });
    if (this.series) this.series.update(this.bar(forming));
    else this.redraw();
  }

  bar = (c) => ({ time: seconds(c.openTime), open: c.open, high: c.high, low: c.low, close: c.close });

  redraw() {
    this.clear();
    this.width = this.target.clientWidth;
    if (!this.candles.length) { this.say("No candles yet."); return; }
    if (!isKnown(this.again)) return;
    if (!window.LightweightCharts) { this.drawn = new Canvas(this.plot()).candles(this.candles, this.levels, this.decimals); return; }
    this.drawn = this.library(this.decimals);
    const [up, down] = [colour("good"), colour("bad")];
    this.series = this.drawn.addCandlestickSeries({
      upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false,
      priceFormat: { type: "price", precision: this.decimals, minMove: 10 ** -this.decimals },
      // The levels are in the picture even when the price is far from them.
      autoscaleInfoProvider: (original) => {
        const info = original();
        if (info?.priceRange) for (const { price } of this.levels) {
          info.priceRange.minValue = Math.min(info.priceRange.minValue, price);
          info.priceRange.maxValue = Math.max(info.priceRange.maxValue, price);
        }
        return info;
      },
    });
    this.lines = [];
    this.refresh();
    this.drawn.timeScale().fitContent();
  }

  refresh() {
    this.series.setData(this.candles.map(this.bar));
    for (const line of this.lines) this.series.removePriceLine(line);
    this.lines = this.levels.map(({ price, title, tone }) => this.series.createPriceLine({ price, title, color: colour(tone), lineWidth: 1, lineStyle: 2, axisLabelVisible: true }));
  }
}

/** What was earned, trade by trade. */
export class LineChart extends Chart {
  points = [];

  show(points) { this.points = points; this.redraw(); }

  redraw() {
    this.clear();
    this.width = this.target.clientWidth;
    if (!this.points.length) { this.say("No closed trade yet."); return; }
    if (!isKnown(this.again)) return;
    const points = this.points.map((p) => ({ at: p.at, value: Number(p.profit) }));
    if (!window.LightweightCharts) { this.drawn = new Canvas(this.plot()).line(points); return; }
    this.drawn = this.library(2);
    const [good, bad] = [colour("good"), colour("bad")];
    const series = this.drawn.addBaselineSeries({
      baseValue: { type: "price", price: 0 }, lineWidth: 2, topLineColor: good, bottomLineColor: bad,
      topFillColor1: "transparent", topFillColor2: "transparent", bottomFillColor1: "transparent", bottomFillColor2: "transparent",
    });
    // The library wants ascending seconds; two trades of one second become neighbours. The curve begins with nothing earned.
    let last = seconds(points[0].at) - 1;
    series.setData([{ time: last, value: 0 }, ...points.map(({ at, value }) => { last = Math.max(last + 1, seconds(at)); return { time: last, value }; })]);
    this.drawn.timeScale().fitContent();
  }
}
