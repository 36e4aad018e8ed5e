// Times are nanoseconds since 1970 (UTC) on the wire. The reader chooses local or UTC; both are marked.
let utc = localStorage.getItem("zone") === "utc";
export const isUTC = () => utc;
export function toggleZone() { utc = !utc; localStorage.setItem("zone", utc ? "utc" : "local"); }
const two = (n) => String(n).padStart(2, "0");
const parts = (date) => utc
  ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  : [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
export const milliseconds = (nanoseconds) => nanoseconds / 1e6;
export function clock(nanoseconds) {
  if (!nanoseconds) return "–";
  const [, , , h, m, s] = parts(new Date(milliseconds(nanoseconds)));
  return `${two(h)}:${two(m)}:${two(s)}${utc ? "Z" : ""}`;
}
export function moment(nanoseconds) {
  if (!nanoseconds) return "–";
  const [y, mo, d] = parts(new Date(milliseconds(nanoseconds)));
  return `${y}-${two(mo)}-${two(d)} ${clock(nanoseconds)}`;
}
export function remaining(nanoseconds) {
  const left = Math.max(0, Math.ceil((milliseconds(nanoseconds) - Date.now()) / 1000));
  return left >= 60 ? `${Math.floor(left / 60)}:${two(left % 60)}` : `${left} s`;
}
