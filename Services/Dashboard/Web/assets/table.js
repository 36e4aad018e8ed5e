// Tables. On a narrow screen a row becomes a card and each cell carries its column's name.
import { el, empty, setClass, setText, sync } from "./dom.js";

/** Columns: { title, text(row), tone(row), hint(row), number, wide } or { title, build(latest) } for a cell that is made once for each row. */
export class Table {
  constructor(target, columns, { key, rowClass = () => null, nothing, name }) {
    Object.assign(this, { target, columns, key, rowClass, nothing, name, body: null, latest: new Map() });
  }

  show(rows) {
    if (!rows.length) { this.body = null; this.latest.clear(); empty(this.target, this.nothing); return; }
    if (!this.body?.isConnected) {
      this.body = el("tbody");
      const head = this.columns.map(({ title, number }) => el("th", { scope: "col", class: number ? "number" : null }, title));
      this.target.classList.remove("loading");
      this.target.replaceChildren(el("table", { "aria-label": this.name }, el("thead", {}, el("tr", {}, head)), this.body));
    }
    this.latest = new Map(rows.map((row) => [String(this.key(row)), row]));
    sync(this.body, rows, this.key, (row) => this.make(row), (element, row) => this.update(element, row));
  }

  make(row) {
    const key = String(this.key(row));
    return el("tr", {}, this.columns.map(({ title, number, wide, build }) =>
      el("td", { class: number ? "number" : wide ? "wide-text" : null, "data-label": title },
        build ? build(() => this.latest.get(key) ?? row) : el("span"))));
  }

  update(element, row) {
    setClass(element, this.rowClass(row));
    this.columns.forEach(({ text, tone, hint, update }, index) => {
      const cell = element.cells[index].firstElementChild;
      if (update) { update(cell, row); return; }
      if (!text) return;
      setText(cell, text(row) ?? "–");
      setClass(cell, tone?.(row));
      if (hint) cell.title = hint(row) ?? "";
    });
  }
}

/** A table that does not change. */
export function still(name, columns, rows, nothing = "None.") {
  const target = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name });
  new Table(target, columns, { key: (row) => rows.indexOf(row), nothing, name }).show(rows);
  return target;
}
