// What all pages share: theme, time zone, logout, the connection's state, messages.
import { $ } from "./dom.js";
import { logout } from "./api.js";
import { isUTC, toggleZone } from "./time.js";

export function notice(text) { $("notice").textContent = text; }

/** Runs an action of a button; the button rests meanwhile, and a failure is told. */
export async function act(button, action) {
  button.disabled = true;
  try { notice(""); await action(); } catch (error) { notice(error.message); } finally { button.disabled = false; }
}

export function start(redraw) {
  const name = () => { $("zone").textContent = isUTC() ? "UTC" : "Local time"; };
  name();
  $("zone").addEventListener("click", () => { toggleZone(); name(); redraw(); });
  $("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    redraw();
  });
  $("logout").addEventListener("click", () => act($("logout"), async () => { await logout(); location.assign("/login"); }));
}

export function connection(state) {
  const badge = $("connection");
  badge.textContent = state === "live" ? "live" : "reconnecting…";
  badge.className = `badge ${state === "live" ? "good" : "warn"}`;
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
  return request;
}
