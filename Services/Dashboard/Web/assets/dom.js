// Elements are built from text nodes only: nothing that a model, a symbol or an exchange says is ever read as markup.
import { signed, tone } from "./format.js";

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

/** Replaces what stands in a place; what had the focus there hands it to the place. */
export function fill(target, ...children) {
  target.classList.remove("loading");
  if (target !== document.activeElement && target.contains(document.activeElement)) focusPlace(target);
  target.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined).map(asNode));
}

function focusPlace(place) {
  // A region that can be scrolled can have the focus anyway, and keeps its turn.
  const target = place.closest("[tabindex]") ?? place;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Shows why something is missing, where it is missing. */
export const failed = (target, error) => fill(target, el("p", { class: "bad" }, `Not available: ${error.message}`));
export const empty = (target, text) => fill(target, el("p", { class: "quiet" }, text));

/** Changes only what has changed. */
export function setText(element, text) { if (element.textContent !== String(text)) element.textContent = text; }
export function setClass(element, name) { if (element.className !== (name ?? "")) element.className = name ?? ""; }

/** One child for each item, changed in place: what has the focus keeps it, and what goes hands it to the list. */
export function sync(parent, items, key, make, update) {
  parent.classList.remove("loading");
  const wanted = new Set(items.map((item) => String(key(item))));
  const known = new Map();
  for (const child of [...parent.childNodes]) {
    // A word that stood here meanwhile, such as "Loading…".
    if (!(child instanceof Element)) { child.remove(); continue; }
    if (wanted.has(child.dataset.key)) { known.set(child.dataset.key, child); continue; }
    if (child.contains(document.activeElement)) focusPlace(parent);
    child.remove();
  }
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    let child = known.get(id);
    if (!child) { child = make(item); child.dataset.key = id; }
    if (child === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(child, cursor);
    update?.(child, item);
  }
}

/** A place for a drawing. */
export const picture = (name) => el("div", { class: "plot", role: "img", "aria-label": name });
export const list = (pairs) => el("dl", {}, pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value ?? "–")]));
export const outcomeTone = (text) => ({ done: "good", failed: "bad", expired: "warn", declined: "warn" })[text] ?? "quiet";
export const figure = (name, value, note) => el("div", { class: "figure" }, el("span", { class: "name" }, name), el("strong", {}, value), note ? el("span", { class: "note" }, note) : null);
/** A signed amount, coloured. */
export const money = (text, digits = 2) => el("span", { class: tone(text) }, signed(text, digits));
export const isHash = (text) => /^[0-9a-f]{64}$/.test(text ?? "");
