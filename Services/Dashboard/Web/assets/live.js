import { $, el, fill, failed, empty, table, list, money, amount, outcome } from "./dom.js";
import { get, post } from "./api.js";
import { clock, moment, remaining } from "./time.js";
import { Live } from "./socket.js";
import { act, start, connection, soon, notice } from "./page.js";
import { drawCandles } from "./chart.js";

const positions = new Map();
let approvals = [], cycle = null, trading = null, services = null, chosen = null, candles = [];

const live = new Live({
  onEvent(message) {
    if (message.rooms.includes("cycles")) { loadCycle(); loadApprovals(); }
    if (message.rooms.includes("trades")) { loadPositions(); loadBalance(); }
    if (message.rooms.includes("alerts")) { alert(message); loadTrading(); loadApprovals(); }
  },
  onPosition(position) { positions.set(position.tradeID, position); drawPositions(); },
  onResync: loadAll,
  onState: connection,
});

function loader(target, load, draw) {
  return soon(async () => { try { await load(); draw(); } catch (error) { failed($(target), error); } });
}

const loadTrading = loader("trading", async () => { trading = (await get("/trading")).state; }, drawTrading);
const loadBalance = loader("balance", async () => { const b = await get("/balance"); fill($("balance"), list([["Equity", `${amount(b.equity)} USDT`], ["Wallet", `${amount(b.walletBalance)} USDT`], ["Available", `${amount(b.available)} USDT`], ["Read", clock(b.at)]])); }, () => {});
const loadApprovals = loader("approvals", async () => { approvals = (await get("/approvals?pending=true")).approvals; }, drawApprovals);
const loadCycle = loader("cycle", async () => { cycle = (await get("/cycles?limit=1")).cycles[0] ?? null; }, drawCycle);
const loadServices = loader("services", async () => { services = (await get("/health")).services; }, drawServices);
const loadPositions = loader("positions", async () => {
  const fresh = (await get("/positions")).positions;
  positions.clear();
  for (const position of fresh) positions.set(position.tradeID, position);
  live.subscribe(fresh.map((position) => `positions:${position.symbol}`));
}, drawPositions);

function drawTrading() {
  const tone = { running: "good", paused: "warn", halted: "bad" }[trading.level];
  const percent = (value) => (value === null || value === undefined ? "–" : `${(value * 100).toFixed(2)} %`);
  fill($("trading"), list([
    ["State", el("strong", { class: tone, id: "level" }, trading.level)],
    ["Since", moment(trading.since)],
    ["Why", trading.message ?? "–"],
    ["Loss today", `${percent(trading.dailyLoss)} of ${percent(trading.dailyLossLimit)}`],
    ["Drawdown", `${percent(trading.drawdown)} of ${percent(trading.drawdownLimit)}`],
  ]));
  $("resume").disabled = trading.level === "running";
  $("pause").disabled = trading.level !== "running";
  $("halt").disabled = trading.level === "halted";
}

function drawApprovals() {
  if (!approvals.length) return empty($("approvals"), "Nothing waits for a decision.");
  fill($("approvals"), approvals.map(({ proposal: p }) => {
    const decide = (verb) => ({ target }) => act(target, async () => {
      const reply = await post(`/approvals/${p.proposalID}/${verb}`);
      if (reply.status === "rejected" && verb === "approve") notice(reply.message);
      loadApprovals();
    });
    return el("article", { class: "approval", "data-id": p.proposalID },
      el("div", {},
        el("strong", {}, `${p.symbol} ${p.side} ${p.quantity}`), ` ${p.timeframe} · confidence ${p.confidence.toFixed(3)} · R:R ${p.riskRewardRatio.toFixed(2)}`,
        el("div", { class: "quiet" }, `entry ${p.entryPrice} · stop ${p.stopLoss} · target ${p.takeProfit} · risk ${amount(p.riskAmount)} USDT · ${p.promptName}`)),
      el("div", { class: "actions" },
        el("span", { class: "countdown", "data-until": p.approveBy, "aria-label": "time left" }, remaining(p.approveBy)),
        el("button", { type: "button", class: "primary approve", on: { click: decide("approve") } }, "Approve"),
        el("button", { type: "button", on: { click: decide("reject") } }, "Reject")));
  }));
}

function drawPositions() {
  const all = [...positions.values()].sort((a, b) => a.symbol.localeCompare(b.symbol));
  if (!all.length) {
    chosen = null;
    $("position-chart").replaceChildren();
    $("position-chart").hidden = true;
    return empty($("positions"), "No open position.");
  }
  if (!all.some((p) => p.tradeID === chosen)) { chosen = all[0].tradeID; loadChart(); }
  fill($("positions"), table([
    ["Symbol", (p) => el("button", { type: "button", on: { click: () => { chosen = p.tradeID; loadChart(); drawPositions(); } } }, p.symbol)],
    ["Side", (p) => p.side], ["Size", (p) => p.quantity, true], ["Entry", (p) => p.entryPrice, true], ["Now", (p) => p.currentPrice, true],
    ["Stop", (p) => p.stopLoss, true], ["Target", (p) => p.takeProfit, true], ["Profit", (p) => money(p.unrealizedPnL), true],
    ["Live R:R", (p) => p.liveRiskReward.toFixed(2), true], ["Checked", (p) => clock(p.checkedAt), true],
    ["", (p) => el("button", { type: "button", class: "danger", on: { click: ({ target }) => close(target, p) } }, "Close")],
  ], all, { rowClass: (p) => (p.tradeID === chosen ? "selected" : null) }));
}

function close(button, position) {
  if (!confirm(`Close ${position.symbol} ${position.side} ${position.quantity} at the market?`)) return;
  act(button, async () => { notice((await post(`/trades/${position.tradeID}/close`, { expectedQuantity: position.quantity })).message); });
}

const loadChart = soon(async () => {
  const position = positions.get(chosen);
  if (!position) return;
  try {
    candles = (await get(`/klines?symbol=${encodeURIComponent(position.symbol)}&timeframe=${cycle?.timeframe ?? "1m"}&limit=120`)).candles;
    drawChart();
  } catch (error) { failed($("position-chart"), error); }
});

function drawChart() {
  const position = positions.get(chosen);
  if (!position) return;
  $("position-chart").hidden = false;
  drawCandles($("position-chart"), candles, [
    { price: Number(position.entryPrice), title: "entry", tone: "accent" },
    ...(position.stopLoss ? [{ price: Number(position.stopLoss), title: "stop", tone: "bad" }] : []),
    ...(position.takeProfit ? [{ price: Number(position.takeProfit), title: "target", tone: "good" }] : []),
  ]);
}

function drawCycle() {
  if (!cycle) return empty($("cycle"), "No cycle yet: the next one starts at the timeframe's boundary.");
  fill($("cycle"),
    el("p", {}, el("strong", { id: "cycle-status" }, `${cycle.timeframe} ${cycle.status}`), ` · candle closed ${moment(cycle.candleClose)} · ends ${clock(cycle.endsAt)} · ${cycle.proposals} proposals, ${cycle.tradesExecuted} trades`, cycle.reason ? ` · ${cycle.reason}` : ""),
    el("ol", { class: "steps" }, cycle.steps.map((step) =>
      el("li", {}, el("span", { class: "quiet" }, step.name), el("span", {}, step.symbol ?? ""), outcome(step.outcome), el("span", {}, step.detail)))));
  const charts = cycle.steps.filter((step) => step.name === "chart" && /^[0-9a-f]{64}$/.test(step.reference ?? ""));
  const key = charts.map((step) => step.reference).join();
  if ($("cycle-charts").dataset.key === key) return;
  $("cycle-charts").dataset.key = key;
  fill($("cycle-charts"), charts.map((step) => el("figure", {},
    el("a", { href: `/api/v1/charts/${step.reference}`, target: "_blank", rel: "noopener" },
      el("img", { src: `/api/v1/charts/${step.reference}`, alt: `Chart of ${step.symbol}`, width: 180, height: 113, loading: "lazy" })),
    el("figcaption", {}, step.symbol))));
}

function drawServices() {
  fill($("services"), table([
    ["Service", (s) => s.name], ["State", (s) => el("span", { class: s.ok ? "good" : "bad" }, s.ok ? "answers" : "silent")],
    ["Role", (s) => s.role], ["Since", (s) => moment(s.startedAt)], ["Not yet sent", (s) => s.waiting, true], ["Parked", (s) => s.parked, true],
    ["Breakers", (s) => s.breakers.map((b) => `${b.calls}: ${b.state}`).join(", ") || "–", false, "text"],
  ], services));
}

function alert(message) {
  const { data } = message;
  const text = data.message ?? (message.event.endsWith("resumed") ? "trading resumed" : message.event);
  const item = el("li", { class: "fresh" }, `${clock(message.at)} ${data.symbol ?? ""} ${text}`);
  const alerts = $("alerts");
  if (alerts.firstElementChild?.classList.contains("quiet")) alerts.replaceChildren();
  alerts.prepend(item);
  while (alerts.children.length > 50) alerts.lastElementChild.remove();
}

function loadAll() { loadTrading(); loadBalance(); loadApprovals(); loadPositions(); loadCycle(); loadServices(); }

function redraw() {
  if (trading) drawTrading();
  if (services) drawServices();
  drawApprovals(); drawPositions(); drawCycle(); drawChart();
}

for (const [id, path, question] of [["pause", "/trading/pause"], ["resume", "/trading/resume"], ["halt", "/trading/halt", "Halt trading? Waiting proposals are withdrawn."]]) {
  $(id).addEventListener("click", ({ target }) => {
    if (question && !confirm(question)) return;
    act(target, async () => { const reply = await post(path); trading = reply.state; notice(reply.accepted ? "" : reply.message); }).then(drawTrading);
  });
}

start(redraw);
loadAll();
live.subscribe(["cycles", "trades", "alerts"]);
live.connect();
setInterval(() => { for (const one of document.querySelectorAll("[data-until]")) one.textContent = remaining(Number(one.dataset.until)); }, 500);
setInterval(() => { loadServices(); loadBalance(); loadTrading(); }, 10_000);
