// Everything behind one trade. All of it is shown as text: the analyst's answer above all.
import { $, el, fill, failed, table, list, money, outcome } from "./dom.js";
import { get } from "./api.js";
import { moment } from "./time.js";
import { drawCandles } from "./chart.js";

export async function openDossier(id) {
  const body = $("dossier-body");
  fill(body, "Loading…");
  $("dossier-title").textContent = "Trade";
  if (!$("dossier").open) $("dossier").showModal();
  try { show(body, await get(`/trades/${encodeURIComponent(id)}`)); } catch (error) { failed(body, error); }
}

function pretty(record) {
  try { return JSON.stringify(JSON.parse(record), null, 2); } catch { return record; }
}

function show(body, d) {
  const { trade, orders, orderEvents, executions, ledger } = d.story;
  const a = d.analysis, approval = d.approval;
  $("dossier-title").textContent = `${trade.symbol} ${trade.side} ${trade.status}`;
  const chart = el("div", { class: "chart", role: "img", "aria-label": `Price of ${trade.symbol} around the trade` });
  const R = (value) => `${value.toFixed(2)} R`;
  fill(body,
    list([
      ["Trade", trade.tradeID], ["Opened", moment(trade.createdAt)], ["Closed", moment(trade.closedAt)], ["Size", trade.quantity],
      ["Entry", trade.entryPrice], ["Stop", trade.stopLoss], ["Target", trade.takeProfit], ["Profit", money(trade.realizedPnL, 4)],
      ["Why", trade.reason], ["Unprotected", d.story.unprotectedMilliseconds === undefined ? "–" : `${d.story.unprotectedMilliseconds} ms`],
      ["Against it (MAE)", d.excursion ? R(d.excursion.adverse) : "–"], ["For it (MFE)", d.excursion ? R(d.excursion.favourable) : "–"],
    ]),
    chart,
    el("h3", {}, "Picture the analyst saw"),
    a && /^[0-9a-f]{64}$/.test(a.imageHash) ? el("img", { src: `/api/v1/charts/${a.imageHash}`, alt: `Chart of ${trade.symbol}`, width: 1280, height: 800 }) : el("p", { class: "quiet" }, "No picture: the analysis is gone."),
    el("h3", {}, "Analysis"),
    a ? list([["Recommendation", a.recommendation], ["Confidence", a.confidence.toFixed(3)], ["Prompt", a.promptName], ["Pattern", a.pattern], ["Reasoning", a.reasoning]]) : el("p", { class: "quiet" }, "Not kept."),
    el("h3", {}, "Stored answer"), el("pre", { id: "record", tabindex: 0 }, d.record ? pretty(d.record) : "–"),
    el("h3", {}, "Verdicts"), scroll([["Rule", (v) => v.rule], ["Value", (v) => v.value, true], ["Limit", (v) => v.limit, true], ["", (v) => outcome(v.passed ? "done" : "failed")]], d.verdicts),
    el("h3", {}, "Sizing"), d.sizing ? list([...d.sizing.steps.map((s) => [s.name, s.value]), ["Outcome", `${d.sizing.outcome} ${d.sizing.message}`]]) : "–",
    el("h3", {}, "Approval"), approval ? list([["Status", approval.status], ["Channel", approval.channel], ["By", approval.decidedBy], ["At", moment(approval.decidedAt)], ["Message", approval.message]]) : "–",
    el("h3", {}, "Orders"), scroll([["Sent", (o) => moment(o.sentAt)], ["Purpose", (o) => ({ e: "entry", c: "close", f: "flatten" })[o.purpose] ?? o.purpose], ["Side", (o) => o.side], ["Size", (o) => o.quantity, true], ["State", (o) => o.state], ["Link id", (o) => o.linkID]], orders),
    el("h3", {}, "Fills"), scroll([["At", (x) => moment(x.at)], ["Kind", (x) => x.kind], ["Side", (x) => x.side], ["Price", (x) => x.price, true], ["Size", (x) => x.quantity, true], ["Fee", (x) => x.fee, true]], executions),
    el("h3", {}, "Ledger"), scroll([["At", (x) => moment(x.at)], ["Kind", (x) => x.kind], ["Amount", (x) => money(x.amount, 4), true]], ledger),
    el("h3", {}, "Timeline"), scroll([["At", (x) => moment(x.at)], ["What", (x) => x.what], ["Detail", (x) => x.detail, false, "text"]],
      [...d.steps.map((s) => ({ at: s.at, what: `${s.name} ${s.outcome}`, detail: s.detail })), ...orderEvents.map((e) => ({ at: e.at, what: `order ${e.state}`, detail: e.detail }))].sort((x, y) => x.at - y.at)));
  drawCandles(chart, d.candles, [
    ...(trade.entryPrice ? [{ price: Number(trade.entryPrice), title: "entry", tone: "accent" }] : []),
    ...(trade.stopLoss ? [{ price: Number(trade.stopLoss), title: "stop", tone: "bad" }] : []),
    ...(trade.takeProfit ? [{ price: Number(trade.takeProfit), title: "target", tone: "good" }] : []),
  ]);
}

const scroll = (columns, rows) => el("div", { class: "scroll", tabindex: 0 }, rows.length ? table(columns, rows) : "–");

$("dossier-close").addEventListener("click", () => $("dossier").close());
