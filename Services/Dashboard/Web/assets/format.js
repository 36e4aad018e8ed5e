// Numbers as text. Amounts come as decimal strings; they are rounded here for the eye only, the exact text stays in a title.
export const decimalsOf = (...texts) => Math.max(0, ...texts.filter(Boolean).map((text) => (String(text).split(".")[1] ?? "").length));
export const fixed = (value, digits) => Number(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const missing = (value) => value === null || value === undefined;

export const amount = (text, digits = 2) => (missing(text) ? "–" : fixed(text, digits));
export const signed = (text, digits = 2) => (missing(text) ? "–" : `${Number(text) > 0 ? "+" : ""}${fixed(text, digits)}`);
export const tone = (text) => (missing(text) || Number(text) === 0 ? null : Number(text) > 0 ? "good" : "bad");
export const percent = (fraction, digits = 2) => (missing(fraction) ? "–" : `${(fraction * 100).toFixed(digits)} %`);
export const ratio = (value, unit = "") => (missing(value) ? "–" : `${Number(value).toFixed(2)}${unit}`);
/** A price with as many decimals as its instrument has. */
export const price = (text, decimals) => (missing(text) ? "–" : fixed(text, decimals));
