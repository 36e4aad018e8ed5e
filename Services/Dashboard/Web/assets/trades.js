// The trades page: what was earned, by what, and each trade with its dossier. The filter is part of the address.
import { $, el, empty, failed, figure, fill, money, picture, setText } from "./dom.js";
import { get } from "./api.js";
import { amount, decimalsOf, price, ratio, signed, tone } from "./format.js";
import { iso, lasted, moment } from "./time.js";
import { Live } from "./socket.js";
import { connection, soon, start } from "./page.js";
import { LineChart } from "./chart.js";
import { Canvas } from "./canvas.js";
import { Table } from "./table.js";
import { openDossier } from "./dossier.js";

const most = 1000, step = 50;
const groups = ["bySymbol", "byPrompt", "byHour", "byConfidence"], excursionGroups = ["byAdverse", "byFavourable"];
let trades = [], performance = null, excursions = null, shown = step;
const curve = new LineChart($("curve"), "Profit over time");
/** An entry that rests in the book is filled after it was confirmed. */
const began = (t) => t.openedAt ?? t.createdAt;
const decimals = (t) => decimalsOf(t.stopLoss, t.takeProfit);

const table = new Table($("trades"), [
  { title: "Opened", build: (latest) => el("button", { type: "button", class: "plain open-dossier", on: { click: () => openDossier(latest().tradeID) } }), update: (button, t) => { setText(button, moment(began(t))); button.title = t.openedAt ? `first fill ${iso(t.openedAt)}, confirmed ${iso(t.createdAt)}` : `not filled, confirmed ${iso(t.createdAt)}`; } },
  { title: "Symbol", text: (t) => t.symbol },
  { title: "Side", text: (t) => t.side, tone: (t) => (t.side === "Buy" ? "good" : "bad") },
  { title: "Status", text: (t) => t.status, tone: (t) => (t.status === "open" ? "accent" : "quiet") },
  { title: "Size", text: (t) => amount(t.quantity, decimalsOf(t.quantity)), number: true },
  { title: "Entry", text: (t) => price(t.entryPrice, decimals(t)), hint: (t) => t.entryPrice, number: true },
  { title: "Stop", text: (t) => price(t.stopLoss, decimals(t)), number: true },
  { title: "Target", text: (t) => price(t.takeProfit, decimals(t)), number: true },
  { title: "Profit, USDT", text: (t) => signed(t.realizedPnL), tone: (t) => tone(t.realizedPnL), number: true },
  { title: "MAE", text: (t) => ratio(excursion(t)?.adverse, " R"), number: true },
  { title: "MFE", text: (t) => ratio(excursion(t)?.favourable, " R"), number: true },
  { title: "End", text: (t) => t.reason },
  { title: "Lasted", text: (t) => lasted(began(t), t.closedAt), hint: (t) => (t.closedAt ? `closed ${moment(t.closedAt)}` : ""), number: true },
], { key: (t) => t.tradeID, nothing: "No trade matches.", name: "Trades" });

let measured = new Map();
const excursion = (t) => measured.get(t.tradeID);

const groupTables = new Map([...groups, ...excursionGroups].map((id) => [id, new Table($(id), [
  { title: "", text: (g) => g.name },
  { title: "Trades", text: (g) => g.trades, number: true },
  { title: "Won", text: (g) => `${((100 * g.wins) / g.trades).toFixed(0)} %`, number: true },
  { title: "Profit, USDT", text: (g) => signed(g.profit), tone: (g) => tone(g.profit), number: true },
], { key: (g) => g.name, nothing: "No closed trade yet.", name: $(`${id}-title`).textContent })]));

function query() {
  const values = new URLSearchParams(new FormData($("filters")));
  for (const [name, value] of [...values]) if (!value) values.delete(name);
  if (values.has("symbol")) values.set("symbol", values.get("symbol").toUpperCase());
  return values;
}

/** The last day counts whole; the interface wants the first moment that does not. */
function forServer(values) {
  const sent = new URLSearchParams(values);
  if (sent.has("to")) {
    const day = new Date(`${sent.get("to")}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + 1);
    sent.set("to", day.toISOString().slice(0, 10));
  }
  return sent.toString();
}

/** Loads into its places; a failure is shown there, and the rest of the page goes on. */
async function into(places, load, draw) {
  try { await load(); draw(); return true; } catch (error) { for (const id of places) failed($(id), error); return false; }
}

let again = null;

const load = soon(async () => {
  const filter = forServer(query());
  $("csv").href = `/api/v1/trades.csv${filter ? `?${filter}` : ""}`;
  const [hasTrades, ...rest] = await Promise.all([
    into(["trades"], async () => { trades = (await get(`/trades?limit=${most}&${filter}`)).trades; }, drawTrades),
    into(["profit", ...groups], async () => { performance = await get(`/performance?${filter}`); }, drawPerformance),
    into(["excursions", ...excursionGroups], async () => {
      excursions = await get(`/excursions?${filter}`);
      measured = new Map(excursions.trades.map((one) => [one.tradeID, one]));
    }, drawExcursions),
  ]);
  // The excursions belong to the rows as well.
  if (hasTrades) drawTrades();
  clearTimeout(again);
  if (!hasTrades || rest.includes(false)) again = setTimeout(load, 10_000);
});

function drawTrades() {
  setText($("trades-count"), trades.length >= most ? `the newest ${most}; the CSV has all` : trades.length || "");
  $("symbols").replaceChildren(...[...new Set(trades.map((t) => t.symbol))].sort().map((symbol) => el("option", { value: symbol })));
  table.show(trades.slice(0, shown));
  $("more").hidden = trades.length <= shown;
}

function drawPerformance() {
  const p = performance;
  if (!p) return;
  const mean = (sum, count, sign = 1) => (count ? money((sign * Number(sum)) / count) : "–");
  fill($("profit"),
    figure("Profit, USDT", money(p.profit)), figure("Closed trades", p.trades), figure("Won", p.trades ? `${((100 * p.wins) / p.trades).toFixed(1)} %` : "–"),
    figure("Profit factor", ratio(p.profitFactor)), figure("Mean win, USDT", mean(p.grossProfit, p.wins)), figure("Mean loss, USDT", mean(p.grossLoss, p.losses, -1)),
    figure("Largest drawdown, USDT", Number(p.maximumDrawdown) ? money(`-${p.maximumDrawdown}`) : amount(0)));
  curve.show(p.curve);
  for (const id of groups) groupTables.get(id).show(p[id]);
}

function drawExcursions() {
  if (!excursions) return;
  for (const id of excursionGroups) groupTables.get(id).show(excursions[id]);
  const place = $("excursions");
  if (!excursions.trades.length) { empty(place, excursions.unmeasured ? "Not measurable: the candles of these trades are not stored." : "No closed trade yet."); return; }
  const plot = picture(`Worst and best excursion of ${excursions.trades.length} closed trades${excursions.unmeasured ? `, ${excursions.unmeasured} not measurable` : ""}`);
  place.replaceChildren(plot);
  new Canvas(plot).excursions(excursions.trades);
}

function redraw() { drawTrades(); drawPerformance(); drawExcursions(); }

/** The filter as the address has it. */
function readAddress() {
  const address = new URLSearchParams(location.search);
  for (const field of $("filters").elements) if (field.name) field.value = address.get(field.name) ?? "";
}

function apply() {
  shown = step;
  const values = query().toString();
  history.replaceState(null, "", `${location.pathname}${values ? `?${values}` : ""}`);
  load();
}

$("filters").addEventListener("submit", (event) => { event.preventDefault(); apply(); });
$("filters").addEventListener("reset", () => setTimeout(apply));
$("more").addEventListener("click", () => { shown += step; drawTrades(); });
new ResizeObserver(() => drawExcursions()).observe($("excursions"));
start(redraw);
readAddress();
const live = new Live({ onEvent: load, onPosition() {}, onResync: load, onState: connection });
live.subscribe(["trades"]);
live.start();
const wanted = new URLSearchParams(location.search).get("trade");
if (wanted) openDossier(wanted);
