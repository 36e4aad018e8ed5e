// Times are nanoseconds since 1970 (UTC) on the wire. The reader chooses local or UTC; UTC is marked with Z.
let utc = localStorage.getItem("zone") === "utc";
export const isUTC = () => utc;
export function toggleZone() { utc = !utc; localStorage.setItem("zone", utc ? "utc" : "local"); }
const two = (n) => String(n).padStart(2, "0");
const parts = (date) => utc
  ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  : [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
export const milliseconds = (nanoseconds) => nanoseconds / 1e6;
const of = (nanoseconds) => parts(new Date(milliseconds(nanoseconds)));

export function clock(nanoseconds) {
  if (!nanoseconds) return "–";
  const [, , , h, m, s] = of(nanoseconds);
  return `${two(h)}:${two(m)}:${two(s)}${utc ? "Z" : ""}`;
}
export function moment(nanoseconds) {
  if (!nanoseconds) return "–";
  const [y, mo, d] = of(nanoseconds);
  return `${y}-${two(mo)}-${two(d)} ${clock(nanoseconds)}`;
}
/** In UTC whatever the reader has chosen, for a title. */
export const iso = (nanoseconds) => (nanoseconds ? `${new Date(milliseconds(nanoseconds)).toISOString().slice(0, 19).replace("T", " ")} UTC` : "");
/** Under the axis of a chart. */
export function tick(seconds, { day, exact }) {
  const [, mo, d, h, m, s] = of(seconds * 1e9);
  return day ? `${two(mo)}-${two(d)}` : exact ? `${two(h)}:${two(m)}:${two(s)}` : `${two(h)}:${two(m)}`;
}
export const secondsLeft = (nanoseconds) => Math.max(0, Math.ceil((milliseconds(nanoseconds) - Date.now()) / 1000));
export function remaining(nanoseconds) {
  const left = secondsLeft(nanoseconds);
  return left === 0 ? "time is up" : left >= 60 ? `${Math.floor(left / 60)}:${two(left % 60)} left` : `${left} s left`;
}
/** How long something lasted. */
export function lasted(from, to) {
  if (!from || !to) return "–";
  const seconds = Math.round(milliseconds(to - from) / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
