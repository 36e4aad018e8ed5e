// The live page: what runs, what waits for a decision, what is open, and the cycle.
import { $, failed, setClass } from "./dom.js";
import { get, post } from "./api.js";
import { remaining, secondsLeft } from "./time.js";
import { Live } from "./socket.js";
import { act, ask, connection, notice, soon, start } from "./page.js";
import { Alerts } from "./alerts.js";
import { Approvals } from "./approvals.js";
import { Cycle } from "./cycle.js";
import { Positions } from "./positions.js";
import { Services } from "./services.js";
import { drawTrading } from "./trading.js";

const positions = new Positions((symbols) => live.subscribe(symbols.map((symbol) => `positions:${symbol}`)));
const cycle = new Cycle(() => loadCycle()), approvals = new Approvals(() => loadApprovals()), services = new Services(), alerts = new Alerts();
let trading = null, balance = null;

/** What follows from these is written down by somebody else than who tells them, a moment later and without an event of its own. */
const owedLater = new Set(["risk-manager.trade.proposed", "executor.trade.opened", "executor.trade.closed"]);

const live = new Live({
  onEvent(message) {
    if (message.rooms.includes("cycles")) { loadCycle(); loadApprovals(); }
    if (message.rooms.includes("trades")) { loadPositions(); loadBalance(); }
    if (message.rooms.includes("alerts")) { alerts.tell(message); loadTrading(); loadApprovals(); }
    if (owedLater.has(message.event)) setTimeout(() => { loadApprovals(); loadPositions(); }, 1500);
  },
  onPosition: (position) => positions.update(position),
  onResync: loadAll,
  onState: connection,
});

/** What could not be loaded: asked again by and by. */
const missing = new Set();

/** Loads into a place; a failure is shown there and nowhere else. */
function loader(place, load, delay) {
  const request = soon(async () => {
    try { await load(); missing.delete(request); } catch (error) { failed($(place), error); missing.add(request); }
  }, delay);
  return request;
}
const showTrading = () => { if (trading) drawTrading(trading, balance); };
const loadTrading = loader("trading", async () => { trading = (await get("/trading")).state; showTrading(); });
// Without a balance the rest of the strip still says what runs.
const loadBalance = soon(async () => { try { balance = await get("/balance"); } catch (error) { balance = { problem: error.message }; } showTrading(); });
const loadApprovals = loader("approvals", async () => { approvals.show((await get("/approvals?pending=true")).approvals); });
let stepsShown = "";
const loadCycle = loader("cycle-lanes", async () => {
  cycle.begin();
  const chosen = cycle.timeframe;
  const { cycles, timeframes } = await get(`/cycles?limit=6${chosen ? `&timeframe=${chosen}` : ""}`);
  // Another one may have been chosen meanwhile, and is being asked for.
  if (chosen !== cycle.timeframe) return;
  cycle.show(cycles, timeframes ?? []);
  // New candles come with a cycle's steps.
  const steps = cycles.map((one) => `${one.cycleID} ${one.status} ${one.steps.length}`).join();
  if (steps !== stepsShown) { stepsShown = steps; positions.candlesMayHaveClosed(); }
}, 400); // A cycle's steps come in bursts, and each answer is 5 kB.
const loadPositions = loader("positions", async () => { positions.show((await get("/positions")).positions); });
const loadServices = loader("services", async () => { services.show((await get("/health")).services); });

const loadAlerts = soon(async () => { try { await alerts.load(); missing.delete(loadAlerts); } catch { missing.add(loadAlerts); } });

function loadAll() { loadTrading(); loadBalance(); loadApprovals(); loadPositions(); loadCycle(); loadServices(); loadAlerts(); }

function redraw() {
  showTrading(); approvals.redraw(); positions.redraw(); cycle.redraw(); services.redraw(); alerts.redraw();
}

const decide = (button, path, body) => act(button, async () => {
  const reply = await post(path, body);
  trading = reply.state;
  showTrading();
  if (!reply.accepted) notice(reply.message);
});
$("pause").addEventListener("click", ({ currentTarget }) => decide(currentTarget, "/trading/pause"));
$("resume").addEventListener("click", async ({ currentTarget }) => {
  // A breaker that still holds keeps trading halted unless it is measured anew.
  const isBroken = ["dailyLoss", "drawdown"].includes(trading?.reason);
  const resetBreakers = isBroken ? await ask("A breaker has halted trading.", "Resume", { tone: "primary", option: "measure loss and drawdown from today's equity on" }) : false;
  if (resetBreakers !== null) decide(currentTarget, "/trading/resume", { resetBreakers });
});
$("halt").addEventListener("click", async ({ currentTarget }) => {
  const flatten = await ask("Halt trading? No new entry is sent, and what waits for approval is withdrawn. Open positions keep their stops.", "Halt trading", { option: "also close every open position at the market" });
  if (flatten !== null) decide(currentTarget, "/trading/halt", { flatten });
});

start(redraw);
live.subscribe(["cycles", "trades", "alerts"]);
live.start();
setInterval(() => {
  for (const one of document.querySelectorAll("[data-until]")) {
    const until = Number(one.dataset.until);
    one.textContent = remaining(until);
    setClass(one, `countdown ${secondsLeft(until) <= 10 ? "warn" : ""}`.trim());
  }
}, 250);
setInterval(() => {
  for (const request of new Set([...missing, loadServices, loadBalance, loadTrading, loadApprovals, loadPositions, loadCycle])) request();
}, 10_000);
