// Charts of our own: candles and a line where the library is missing, and the excursions, which it cannot draw.
import { el } from "./dom.js";

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export class Canvas {
  constructor(target) {
    this.width = Math.max(200, target.clientWidth);
    this.height = target.clientHeight;
    const scale = window.devicePixelRatio || 1;
    const canvas = el("canvas", { width: Math.round(this.width * scale), height: Math.round(this.height * scale) });
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${this.height}px`;
    target.append(canvas);
    this.paper = canvas.getContext("2d");
    this.paper.scale(scale, scale);
    this.paper.font = "11px system-ui, sans-serif";
    this.paper.textBaseline = "middle";
  }

  /** The vertical scale, with room for the labels on the right. */
  scale(values) {
    const low = Math.min(...values), high = Math.max(...values), span = high - low || Math.abs(high) || 1;
    this.plot = this.width - 84;
    this.ends = [low, high];
    return (value) => this.height - 14 - ((value - low) / span) * (this.height - 28);
  }

  path(points) {
    this.paper.beginPath();
    for (const [x, y] of points) this.paper.lineTo(x, y);
    this.paper.stroke();
  }

  candles(candles, levels, decimals) {
    const paper = this.paper;
    const y = this.scale([...candles.flatMap((c) => [c.low, c.high]), ...levels.map((l) => l.price)]);
    const step = this.plot / candles.length;
    candles.forEach((candle, index) => {
      paper.strokeStyle = paper.fillStyle = colour(candle.close >= candle.open ? "good" : "bad");
      const middle = index * step + step / 2, top = y(Math.max(candle.open, candle.close));
      this.path([[middle, y(candle.high)], [middle, y(candle.low)]]);
      paper.fillRect(middle - step * 0.35, top, step * 0.7, Math.max(1, y(Math.min(candle.open, candle.close)) - top));
    });
    const ends = this.ends.filter((end) => levels.every(({ price }) => Math.abs(y(price) - y(end)) > 14));
    this.labels([...levels, ...ends.map((price) => ({ price, title: "", tone: "quiet" }))], y, decimals);
    return this;
  }

  line(points) {
    const values = [0, ...points.map((p) => p.value)];
    const y = this.scale(values);
    this.paper.lineWidth = 2;
    this.paper.strokeStyle = colour("accent");
    this.path(values.map((value, index) => [(index / (values.length - 1)) * this.plot, y(value)]));
    this.labels([...new Set([...this.ends, 0, values.at(-1)])].map((price) => ({ price, title: "", tone: "quiet" })), y, 2);
    return this;
  }

  labels(labels, y, decimals) {
    const paper = this.paper;
    paper.lineWidth = 1;
    for (const { price, title, tone } of labels) {
      paper.strokeStyle = paper.fillStyle = colour(tone);
      if (title) { paper.setLineDash([4, 3]); this.path([[0, y(price)], [this.plot, y(price)]]); paper.setLineDash([]); }
      paper.fillText(`${title} ${price.toFixed(decimals)}`.trim(), this.plot + 4, y(price));
    }
  }

  /** One dot a trade: how far it went against (right) and for it (up), both in R. */
  excursions(trades) {
    const paper = this.paper, left = 36, bottom = this.height - 30;
    const reach = (values) => Math.max(1, Math.ceil(Math.min(8, Math.max(...values)) * 2) / 2);
    const [across, up] = [reach(trades.map((t) => t.adverse)), reach(trades.map((t) => t.favourable))];
    const x = (value) => left + (Math.min(value, across) / across) * (this.width - left - 12);
    const y = (value) => bottom - (Math.min(value, up) / up) * (bottom - 12);
    paper.strokeStyle = colour("grid"); paper.fillStyle = colour("quiet"); paper.lineWidth = 1;
    paper.textAlign = "center";
    for (let value = 0; value <= across; value += across > 4 ? 1 : 0.5) { this.path([[x(value), bottom], [x(value), 12]]); paper.fillText(value.toFixed(1), x(value), bottom + 10); }
    paper.textAlign = "right";
    for (let value = 0; value <= up; value += up > 4 ? 1 : 0.5) { this.path([[left, y(value)], [this.width - 12, y(value)]]); paper.fillText(value.toFixed(1), left - 6, y(value)); }
    paper.textAlign = "right"; paper.fillText("against it, R (MAE) →", this.width - 12, this.height - 7);
    paper.textAlign = "left"; paper.fillText("↑ for it, R (MFE)", 2, this.height - 7);
    for (const trade of trades) {
      paper.fillStyle = colour(Number(trade.profit) > 0 ? "good" : "bad");
      paper.beginPath(); paper.arc(x(trade.adverse), y(trade.favourable), 3.5, 0, 7); paper.fill();
    }
    return this;
  }
}
