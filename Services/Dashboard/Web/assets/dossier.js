// Everything behind one trade. All of it is shown as text: the analyst's answer above all.
import { $, el, failed, fill, isHash, list, money, outcomeTone } from "./dom.js";
import { get } from "./api.js";
import { amount, decimalsOf, price, ratio } from "./format.js";
import { clock, iso, lasted, moment } from "./time.js";
import { PriceChart } from "./chart.js";
import { still } from "./table.js";

/** Whose dossier is wanted: an answer for one that was opened before comes too late. */
let wanted = null;

export async function openDossier(id) {
  wanted = id;
  const body = $("dossier-body");
  fill(body, "Loading…");
  $("dossier-title").textContent = "Trade";
  if (!$("dossier").open) $("dossier").showModal();
  address(id);
  try {
    const dossier = await get(`/trades/${encodeURIComponent(id)}`);
    if (wanted === id) show(body, dossier);
  } catch (error) { if (wanted === id) failed(body, error); }
}

/** An open dossier can be shared or loaded again. */
function address(id) {
  const url = new URL(location.href);
  if (id) url.searchParams.set("trade", id); else url.searchParams.delete("trade");
  history.replaceState(null, "", url);
}

/** The stored record as JSON; text that is not JSON stays as it is. */
function parsed(record) {
  try { return JSON.parse(record); } catch { return null; }
}

const part = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);
const quiet = (text) => el("p", { class: "quiet" }, text);
const folded = (title, text) => el("details", {}, el("summary", {}, title), el("pre", { tabindex: 0, role: "region", "aria-label": title }, text));
const purposes = { e: "entry", c: "close", f: "flatten", s: "stop", t: "target" };

function show(body, d) {
  const { trade, orders, orderEvents, executions, ledger } = d.story;
  const record = d.record ? parsed(d.record) : null;
  const decimals = decimalsOf(trade.stopLoss, trade.takeProfit);
  $("dossier-title").replaceChildren(`${trade.symbol} ${trade.side}`, " ", el("span", { class: "badge" }, trade.status));
  const chart = el("div", { class: "chart" });
  fill(body,
    el("div", { class: "split" }, facts(d, decimals), el("div", {}, chart, d.chartTimeframe && d.chartTimeframe !== d.timeframe ? quiet(`In candles of ${d.chartTimeframe}, so that all of the trade is seen.`) : null)),
    el("div", { class: "split" },
      part("Picture the analyst saw", d.analysis && isHash(d.analysis.imageHash)
        ? el("a", { href: `/api/v1/charts/${d.analysis.imageHash}`, target: "_blank", rel: "noopener" }, el("img", { src: `/api/v1/charts/${d.analysis.imageHash}`, alt: `Chart of ${trade.symbol} that was analysed`, width: 1280, height: 800 }))
        : quiet("No picture: the analysis is gone.")),
      part("Analysis", ...analysis(d, record))),
    el("div", { class: "split" }, part("Verdicts of the filter", verdicts(d.verdicts)), part("Approval", approval(d.approval))),
    part("Sizing, step by step", d.sizing ? el("div", { class: "columns" }, list([...d.sizing.steps.map((s) => [s.name, s.value]), ["outcome", `${d.sizing.outcome} ${d.sizing.message}`.trim()]])) : quiet("Not kept.")),
    part("Orders", still("Orders", [
      { title: "Sent", text: (o) => moment(o.sentAt), hint: (o) => iso(o.sentAt) }, { title: "Purpose", text: (o) => purposes[o.purpose] ?? o.purpose }, { title: "Side", text: (o) => o.side },
      { title: "Size", text: (o) => o.quantity, number: true }, { title: "State", text: (o) => o.state }, { title: "Link id", text: (o) => o.linkID }], orders, "No order was sent.")),
    el("div", { class: "split" },
      part("Fills", still("Fills", [
        { title: "At", text: (x) => moment(x.at), hint: (x) => iso(x.at) }, { title: "Kind", text: (x) => x.kind }, { title: "Side", text: (x) => x.side }, { title: "Price", text: (x) => price(x.price, decimals), hint: (x) => x.price, number: true },
        { title: "Size", text: (x) => x.quantity, number: true }, { title: "Fee", text: (x) => amount(x.fee, 4), hint: (x) => x.fee, number: true }], executions, "Nothing was filled.")),
      part("Ledger", still("Ledger", [
        { title: "At", text: (x) => moment(x.at), hint: (x) => iso(x.at) }, { title: "Kind", text: (x) => x.kind },
        { title: "Amount, USDT", text: (x) => amount(x.amount, 4), tone: (x) => (Number(x.amount) < 0 ? "bad" : "good"), hint: (x) => x.amount, number: true }], ledger, "Nothing was booked."))),
    part("Timeline", timeline(d, orderEvents)));
  const level = (text, title, tone) => (text ? [{ price: Number(text), title, tone }] : []);
  new PriceChart(chart, `Price of ${trade.symbol} around the trade`).show({ candles: d.candles, decimals, levels: [...level(trade.entryPrice, "entry", "accent"), ...level(trade.stopLoss, "stop", "bad"), ...level(trade.takeProfit, "target", "good")] });
}

function facts({ story, excursion, timeframe }, decimals) {
  const { trade } = story;
  return list([
    ["Confirmed", el("span", { title: iso(trade.createdAt) }, moment(trade.createdAt))], ["Opened", el("span", { title: iso(trade.openedAt) }, moment(trade.openedAt))], ["Closed", el("span", { title: iso(trade.closedAt) }, moment(trade.closedAt))], ["Lasted", lasted(trade.openedAt ?? trade.createdAt, trade.closedAt)],
    ["Profit, USDT", money(trade.realizedPnL, 4)], ["End", trade.reason], ["Size", trade.quantity], ["Timeframe", timeframe],
    ["Entry", el("span", { title: trade.entryPrice ?? "" }, price(trade.entryPrice, decimals))], ["Stop", price(trade.stopLoss, decimals)], ["Target", price(trade.takeProfit, decimals)],
    ["Against it (MAE)", ratio(excursion?.adverse, " R")], ["For it (MFE)", ratio(excursion?.favourable, " R")],
    ["Unprotected", story.unprotectedMilliseconds === undefined ? "–" : `${story.unprotectedMilliseconds} ms`], ["Close asked by", story.closeRequestedBy], ["Trade", trade.tradeID],
  ]);
}

function analysis({ analysis: a, prompt, record: text }, record) {
  const answer = record?.model?.content;
  return [
    a ? list([["Recommendation", a.recommendation], ["Confidence", a.confidence.toFixed(3)], ["Setup, environment", `${a.setupQuality.toFixed(3)}, ${a.marketEnvironment.toFixed(3)}`], ["R:R", ratio(a.riskRewardRatio)], ["Pattern", a.pattern], ["Prompt", a.promptName], ["Reasoning", a.reasoning]]) : quiet("Not kept."),
    prompt ? folded(`Prompt ${prompt.name}, version ${prompt.version}`, `${prompt.system}\n\n${prompt.user}`) : quiet("No model was asked: the rules have no prompt."),
    el("h4", {}, answer ? "Raw answer of the model" : "Stored answer"),
    el("pre", { id: "record", tabindex: 0, role: "region", "aria-label": "Answer" }, answer ?? (record ? JSON.stringify(record, null, 2) : text ?? "–")),
    answer ? folded("Everything stored with it", JSON.stringify(record, null, 2)) : null,
  ].filter(Boolean);
}

const verdicts = (rows) => still("Verdicts", [
  { title: "Rule", text: (v) => v.rule }, { title: "Value", text: (v) => v.value, number: true }, { title: "Limit", text: (v) => v.limit, number: true },
  { title: "Passed", text: (v) => (v.passed ? "yes" : "no"), tone: (v) => (v.passed ? "good" : "bad") }], rows, "Not kept.");

const approval = (a) => (a ? list([["Status", a.status], ["Channel", a.channel], ["By", a.decidedBy], ["At", moment(a.decidedAt)], ["Message", a.message],
  ["Proposed", `entry ${a.proposal.entryPrice}, stop ${a.proposal.stopLoss}, target ${a.proposal.takeProfit}`], ["Risk", `${amount(a.proposal.riskAmount)} USDT`]]) : quiet("Nobody was asked: it was not proposed by a cycle."));

function timeline({ steps }, orderEvents) {
  const rows = [
    ...steps.map((s) => ({ at: s.at, what: s.name, outcome: s.outcome, detail: s.detail })),
    ...orderEvents.map((e) => ({ at: e.at, what: "order", outcome: e.state, detail: e.detail })),
  ].sort((x, y) => x.at - y.at);
  return still("Timeline", [
    { title: "At", text: (x) => clock(x.at), hint: (x) => iso(x.at) }, { title: "What", text: (x) => x.what }, { title: "Outcome", text: (x) => x.outcome, tone: (x) => outcomeTone(x.outcome) },
    { title: "Detail", text: (x) => x.detail, wide: true }], rows);
}

$("dossier-close").addEventListener("click", () => $("dossier").close());
$("dossier").addEventListener("close", () => { if (!$("dossier").open) { wanted = null; address(null); } });
