import { $, el, fill, failed, empty, table, money } from "./dom.js";
import { get } from "./api.js";
import { moment } from "./time.js";
import { Live } from "./socket.js";
import { start, connection, soon } from "./page.js";
import { drawLine } from "./chart.js";
import { openDossier } from "./dossier.js";

let trades = [], performance = null;

const query = () => {
  const values = new URLSearchParams(new FormData($("filters")));
  for (const [name, value] of [...values]) if (!value) values.delete(name);
  return values.toString();
};

const load = soon(async () => {
  const filter = query();
  $("csv").href = `/api/v1/trades.csv${filter ? `?${filter}` : ""}`;
  try {
    const [list, figures] = await Promise.all([get(`/trades?limit=500&${filter}`), get(`/performance?${filter}`)]);
    trades = list.trades; performance = figures;
    draw();
  } catch (error) {
    for (const id of ["profit", "bySymbol", "byPrompt", "byHour", "byConfidence", "trades"]) failed($(id), error);
  }
});

function draw() {
  const p = performance;
  if (!p) return;
  const figure = (name, value) => el("div", { class: "figure" }, el("strong", {}, value), el("span", {}, name));
  fill($("profit"),
    figure("profit, USDT", money(p.profit)), figure("closed trades", p.trades),
    figure("won", p.trades ? `${((100 * p.wins) / p.trades).toFixed(1)} %` : "–"),
    figure("profit factor", p.profitFactor?.toFixed(2) ?? "–"), figure("largest drawdown, USDT", money(`-${p.maximumDrawdown}`)));
  drawLine($("curve"), p.curve);
  for (const id of ["bySymbol", "byPrompt", "byHour", "byConfidence"]) {
    if (!p[id].length) { empty($(id), "No closed trade yet."); continue; }
    fill($(id), table([["", (g) => g.name, false, "text"], ["Trades", (g) => g.trades, true], ["Won", (g) => `${((100 * g.wins) / g.trades).toFixed(0)} %`, true], ["Profit", (g) => money(g.profit), true]], p[id]));
  }
  if (!trades.length) return empty($("trades"), "No trade matches.");
  fill($("trades"), table([
    ["Opened", (t) => el("button", { type: "button", class: "open-dossier", "data-id": t.tradeID, on: { click: () => openDossier(t.tradeID) } }, moment(t.createdAt))],
    ["Symbol", (t) => t.symbol], ["Side", (t) => t.side], ["Status", (t) => t.status], ["Size", (t) => t.quantity, true],
    ["Entry", (t) => t.entryPrice, true], ["Stop", (t) => t.stopLoss, true], ["Target", (t) => t.takeProfit, true],
    ["Profit", (t) => money(t.realizedPnL), true], ["Why", (t) => t.reason], ["Closed", (t) => moment(t.closedAt), true],
  ], trades));
}

$("filters").addEventListener("submit", (event) => { event.preventDefault(); load(); });
start(draw);
load();
const live = new Live({ onEvent: load, onPosition() {}, onResync: load, onState: connection });
live.subscribe(["trades"]);
live.connect();
const wanted = new URLSearchParams(location.search).get("trade");
if (wanted) openDossier(wanted);
