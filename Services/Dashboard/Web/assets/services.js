// Who answers, who leads, who is behind, and what is not called any more.
import { $ } from "./dom.js";
import { iso, lasted, moment } from "./time.js";
import { Table } from "./table.js";

const notClosed = (service) => service.breakers.filter((breaker) => breaker.state !== "CLOSED");

function breakers(service) {
  if (!service.breakers.length) return "–";
  const open = notClosed(service);
  return open.length ? open.map(({ calls, state }) => `${calls} ${state.toLowerCase().replace("_", " ")}`).join(", ") : `all ${service.breakers.length} closed`;
}

/** One row for each process; what a service owns is told beside the process that answered for it. */
function rows(service) {
  const replicas = service.replicas ?? [];
  if (replicas.length < 2) return [service];
  const answering = replicas.find((replica) => replica.isHeard && replica.role === service.role) ?? replicas[0];
  return replicas.map((replica) => ({
    name: replica.instance, ok: replica.isHeard, role: replica.role, startedAt: replica.startedAt, breakers: [],
    ...(replica === answering ? { waiting: service.waiting, parked: service.parked, breakers: service.breakers } : {}),
  }));
}

export class Services {
  constructor() {
    this.all = [];
    this.table = new Table($("services"), [
      { title: "Service", text: (s) => s.name },
      { title: "State", text: (s) => (s.ok ? "answers" : "silent"), tone: (s) => (s.ok ? "good" : "bad") },
      { title: "Role", text: (s) => s.role, tone: (s) => (s.role === "leader" ? "good" : "quiet") },
      { title: "Up for", text: (s) => lasted(s.startedAt, Date.now() * 1e6), hint: (s) => `since ${moment(s.startedAt)} (${iso(s.startedAt)})`, number: true },
      { title: "Not yet sent", text: (s) => s.waiting, tone: (s) => (s.waiting > 0 ? "warn" : null), number: true },
      { title: "Parked", text: (s) => s.parked, tone: (s) => (s.parked > 0 ? "bad" : null), number: true },
      { title: "Circuit breakers", text: breakers, tone: (s) => (!s.breakers.length ? "quiet" : notClosed(s).length ? "bad" : null), hint: (s) => s.breakers.map(({ calls, state }) => `${calls}: ${state}`).join(", "), wide: true },
    ], { key: (s) => s.name, nothing: "No service is known.", name: "Services" });
  }

  show(services) { this.all = services.flatMap(rows); this.redraw(); }
  redraw() { if (this.all.length) this.table.show(this.all); }
}
