/// One family of `/metrics`: a name, what it means, and the names of its labels.
package struct MetricFamily: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// Only grows while the process lives.
    case counter
    case gauge
  }

  package let name: String
  package let kind: Kind
  package let help: String
  package let labels: [String]

  private init(_ name: String, _ kind: Kind, _ help: String, _ labels: [String] = []) {
    (self.name, self.kind, self.help, self.labels) = ("autotrader_\(name)", kind, help, labels)
  }

  // Counted as it happens, since this process's start.
  static let events = Self(
    "events_total", .counter, "Numbered events heard on the bus, cycles and trades among them", ["producer", "event"])
  static let replays = Self("replays_total", .counter, "Replays asked of a producer for what the bus has lost", ["producer"])
  static let resyncs = Self("resyncs_total", .counter, "Times that every socket had to load everything anew")
  static let requests = Self("http_requests_total", .counter, "Answered HTTP requests", ["method", "route", "status"])
  static let requestSeconds = Self("http_request_seconds_total", .counter, "Time spent on HTTP requests", ["route"])
  static let refusals = Self("http_refusals_total", .counter, "Refused HTTP requests by the refusal's code", ["code"])
  static let socketsOpened = Self("websocket_opened_total", .counter, "Sockets that got in")
  static let socketsEnded = Self("websocket_ended_total", .counter, "Sockets that have ended, by reason", ["reason"])
  static let socketMessages = Self("websocket_messages_total", .counter, "Messages queued for sockets", ["kind"])
  static let statesReplaced = Self("websocket_states_replaced_total", .counter, "Position states that a slow socket was not told")

  // Asked for when somebody looks.
  static let build = Self("build_info", .gauge, "Always 1", ["version"])
  static let up = Self("service_up", .gauge, "1 when the service answers", ["service"])
  static let processUp = Self("process_up", .gauge, "1 when the process's heartbeat is heard", ["service", "instance"])
  static let leads = Self("process_leads", .gauge, "1 when the process holds its service's lease", ["service", "instance"])
  static let committed = Self("outbox_committed", .gauge, "Last number committed in the outbox", ["service"])
  static let unpublished = Self("outbox_unpublished", .gauge, "Committed events that the relay has not published", ["service"])
  static let parked = Self("parked_events", .gauge, "Events that could not be handled", ["service"])
  static let workerFailing = Self("worker_failing", .gauge, "Failures in a row of a worker whose last step failed", ["service", "worker"])
  static let behind = Self("consumer_behind", .gauge, "Events of a producer that a consumer has not handled", ["consumer", "producer"])
  static let breakerOpen = Self("breaker_open", .gauge, "1 unless the circuit breaker is closed", ["service", "calls"])
  static let tradingLevel = Self("trading_level", .gauge, "1 for the level that holds", ["level"])
  static let dailyLoss = Self("daily_loss_ratio", .gauge, "Share of the day's opening equity that is lost; entries stop at the limit")
  static let drawdown = Self("drawdown_ratio", .gauge, "Share of the peak equity that is lost")
  static let sockets = Self("websocket_clients", .gauge, "Open sockets")
  static let resident = Self("resident_memory_bytes", .gauge, "Memory of this process")
}
