// Candles with levels, and a line. TradingView's library draws them when it was fetched at install time; otherwise a canvas of our own does.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function drawCandles(target, candles, levels) {
  target.replaceChildren();
  if (!candles.length) { target.textContent = "No candles yet."; return; }
  if (window.LightweightCharts) library(target, (chart) => {
    const series = chart.addCandlestickSeries({ upColor: colour("good"), downColor: colour("bad"), wickUpColor: colour("good"), wickDownColor: colour("bad"), borderVisible: false,
      // The levels are in the picture even when the price is far from them.
      autoscaleInfoProvider: (original) => {
        const info = original();
        if (info?.priceRange) for (const { price } of levels) {
          info.priceRange.minValue = Math.min(info.priceRange.minValue, price);
          info.priceRange.maxValue = Math.max(info.priceRange.maxValue, price);
        }
        return info;
      } });
    series.setData(candles.map((c) => ({ time: Math.floor(c.openTime / 1e9), open: c.open, high: c.high, low: c.low, close: c.close })));
    for (const { price, title, tone } of levels) series.createPriceLine({ price, title, color: colour(tone), lineWidth: 1, axisLabelVisible: true });
  });
  else own(target, (y, context, width) => {
    const step = width / candles.length;
    candles.forEach((candle, index) => {
      context.strokeStyle = context.fillStyle = colour(candle.close >= candle.open ? "good" : "bad");
      const middle = index * step + step / 2;
      context.beginPath(); context.moveTo(middle, y(candle.high)); context.lineTo(middle, y(candle.low)); context.stroke();
      const top = y(Math.max(candle.open, candle.close));
      context.fillRect(middle - step * 0.35, top, step * 0.7, Math.max(1, y(Math.min(candle.open, candle.close)) - top));
    });
  }, candles.flatMap((c) => [c.low, c.high]), levels);
}

export function drawLine(target, points) {
  target.replaceChildren();
  if (!points.length) { target.textContent = "No closed trade yet."; return; }
  if (window.LightweightCharts) library(target, (chart) => {
    const series = chart.addLineSeries({ color: colour("accent"), lineWidth: 2 });
    let last = 0;
    // The library wants ascending seconds; two trades of one second become neighbours.
    series.setData(points.map((p) => { last = Math.max(last + 1, Math.floor(p.at / 1e9)); return { time: last, value: Number(p.profit) }; }));
  });
  else own(target, (y, context, width) => {
    context.strokeStyle = colour("accent"); context.lineWidth = 2; context.beginPath();
    points.forEach((p, i) => context.lineTo(points.length > 1 ? (i / (points.length - 1)) * width : width / 2, y(Number(p.profit))));
    context.stroke();
  }, [0, ...points.map((p) => Number(p.profit))], []);
}

function library(target, build) {
  const chart = window.LightweightCharts.createChart(target, {
    width: target.clientWidth, height: target.clientHeight - 18,
    layout: { background: { color: "transparent" }, textColor: colour("text") },
    grid: { vertLines: { color: colour("line") }, horzLines: { color: colour("line") } },
    timeScale: { timeVisible: true, secondsVisible: true },
  });
  build(chart);
  chart.timeScale().fitContent();
  const link = document.createElement("a");
  link.href = "https://www.tradingview.com/"; link.textContent = "Charts by TradingView"; link.className = "attribution"; link.rel = "noreferrer";
  target.append(link);
}

function own(target, paint, values, levels) {
  const canvas = document.createElement("canvas");
  const width = Math.max(200, target.clientWidth), height = target.clientHeight, scale = window.devicePixelRatio || 1;
  canvas.width = width * scale; canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  target.append(canvas);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const all = [...values, ...levels.map((l) => l.price)];
  const low = Math.min(...all), high = Math.max(...all), span = high - low || Math.abs(high) || 1;
  const y = (value) => height - 12 - ((value - low) / span) * (height - 24);
  const plot = width - 76;
  context.lineWidth = 1;
  paint(y, context, plot);
  context.font = "11px system-ui, sans-serif"; context.textBaseline = "middle";
  const ends = [low, high].filter((end) => levels.every(({ price }) => Math.abs(y(price) - y(end)) > 14));
  const labels = [...levels, ...ends.map((price) => ({ price, title: "", tone: "quiet" }))];
  for (const { price, title, tone } of labels) {
    context.strokeStyle = context.fillStyle = colour(tone);
    if (title) { context.setLineDash([4, 3]); context.beginPath(); context.moveTo(0, y(price)); context.lineTo(plot, y(price)); context.stroke(); context.setLineDash([]); }
    context.fillText(`${title} ${Number(price.toPrecision(7))}`.trim(), plot + 4, y(price));
  }
}
