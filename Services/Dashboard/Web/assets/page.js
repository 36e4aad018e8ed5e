// What all pages share: theme, time zone, logout, the connection's state, messages, questions.
import { $, el, setText } from "./dom.js";
import { logout } from "./api.js";
import { clock, isUTC, toggleZone } from "./time.js";

let fading = null;
/** Shows a message: a good one for ten seconds, a bad one until the next action. */
export function notice(text, tone = "bad") {
  clearTimeout(fading);
  const bar = $("notice");
  bar.className = `notice ${tone}`;
  bar.textContent = text;
  bar.hidden = !text;
  if (text && tone === "good") fading = setTimeout(() => notice(""), 10_000);
}

/** Runs an action of a button; the button rests meanwhile, and a failure is told. */
export async function act(button, action) {
  if (button.getAttribute("aria-busy") === "true") return;
  // Not `disabled`: that would take the focus away from whoever uses the keyboard.
  button.setAttribute("aria-busy", "true");
  try { notice(""); await action(); } catch (error) { notice(error.message); } finally { button.removeAttribute("aria-busy"); }
}

/** Asks in a dialog of the page; unlike `confirm` it does not stop the page's updates meanwhile.
 * Resolves to null when it was declined, else to whether the option is ticked. */
export function ask(question, yes, { option, tone = "danger" } = {}) {
  return new Promise((resolve) => {
    const box = option ? el("input", { type: "checkbox" }) : null;
    const dialog = el("dialog", { class: "question", "aria-label": question },
      el("form", { method: "dialog" },
        el("p", {}, question), box ? el("label", { class: "check" }, box, option) : null,
        el("div", { class: "actions" },
          el("button", { value: "yes", class: tone }, yes), el("button", { value: "no", autofocus: true }, "Back"))));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes" ? box?.checked ?? false : null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const darkSystem = matchMedia("(prefers-color-scheme: dark)");
/** What was chosen, which the server writes into each page, or what the system has. */
const isDark = () => (document.documentElement.dataset.theme ?? (darkSystem.matches ? "dark" : "light")) === "dark";

export function start(redraw) {
  const name = () => {
    $("zone").textContent = isUTC() ? "UTC" : "Local time";
    $("zone").title = isUTC() ? "Times are shown in UTC. Show local times." : "Times are shown in your time zone. Show UTC.";
    $("theme").title = isDark() ? "Use the light theme" : "Use the dark theme";
  };
  name();
  $("zone").addEventListener("click", () => { toggleZone(); name(); redraw(); });
  $("theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Strict`;
    name();
    redraw();
  });
  darkSystem.addEventListener("change", () => { name(); redraw(); });
  $("logout").addEventListener("click", () => act($("logout"), async () => { await logout(); location.assign("/login"); }));
}

const states = {
  live: ["live", () => "Changes are shown as they happen."],
  silent: ["no news", () => `The dashboard has heard no service since ${clock(lostAt)}: what is shown may be older than that.`],
  reconnecting: ["reconnecting", () => `No connection since ${clock(lostAt)}: what is shown may be older than that.`],
};
let lostAt = null;
/** What is shown while the connection or the bus behind it is lost is old: the page says since when. */
export function connection(state) {
  const badge = $("connection"), isLive = state === "live", [name, title] = states[state];
  lostAt = isLive ? null : lostAt ?? Date.now() * 1e6;
  setText(badge, name);
  badge.title = title();
  badge.className = `badge ${isLive ? "good" : "warn"}`;
  document.body.classList.toggle("stale", !isLive);
}

/** Joins calls that come close together into one that runs after them; one at a time. */
export function soon(action, delay = 150) {
  let timer = null, running = false, again = false;
  const run = async () => {
    timer = null;
    if (running) { again = true; return; }
    running = true;
    try { await action(); } finally { running = false; if (again) { again = false; request(); } }
  };
  const request = () => { timer ??= setTimeout(run, delay); };
  // The first call runs at once: nobody waits for what nothing else is joined to.
  let isFirst = true;
  return () => { if (isFirst) { isFirst = false; run(); } else request(); };
}
