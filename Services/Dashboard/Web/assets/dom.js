// Elements are built from text nodes only: nothing that a model, a symbol or an exchange says is ever read as markup.
export const $ = (id) => document.getElementById(id);

export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined).map(asNode));
  return element;
}

const asNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child)));

export function fill(target, ...children) {
  target.classList.remove("loading");
  target.replaceChildren(...children.flat().map(asNode));
}

/** Shows why something is missing, where it is missing. */
export const failed = (target, error) => fill(target, el("p", { class: "bad" }, `Not available: ${error.message}`));
export const empty = (target, text) => fill(target, el("p", { class: "quiet" }, text));

/** columns: [title, cell of a row, is a number] */
export function table(columns, rows, options = {}) {
  return el("table", {},
    el("thead", {}, el("tr", {}, columns.map(([title, , number]) => el("th", { scope: "col", class: number ? "number" : null }, title)))),
    el("tbody", {}, rows.map((row) => el("tr", { class: options.rowClass?.(row) },
      columns.map(([, cell, number, kind]) => el("td", { class: number ? "number" : kind }, cell(row) ?? "–"))))));
}

export const list = (pairs) => el("dl", {}, pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value ?? "–")]));
export const outcome = (text) => el("span", { class: { done: "good", failed: "bad", expired: "warn", declined: "warn" }[text] ?? "quiet" }, text);

/** A signed amount, coloured. */
export function money(text, digits = 2) {
  if (text === null || text === undefined) return "–";
  const value = Number(text);
  const shown = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return el("span", { class: value > 0 ? "good" : value < 0 ? "bad" : null }, value > 0 ? `+${shown}` : shown);
}
export const amount = (text, digits = 2) => text === null || text === undefined ? "–"
  : Number(text).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
