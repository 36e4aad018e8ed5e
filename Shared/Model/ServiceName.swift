/// The processes that speak on the bus. The raw value is the executable's name and the prefix of its topics.
package enum ServiceName: String, Codable, Sendable, CaseIterable {
  case chartSourcer = "chart-sourcer"
  case analyzer
  case signalFilter = "signal-filter"
  case riskManager = "risk-manager"
  case notifier
  case executor
  case positionMonitor = "position-monitor"
  case messageBus = "message-bus"

  /// The seven that own a schema and an outbox.
  package static let pipeline: [ServiceName] = [
    .chartSourcer, .analyzer, .signalFilter, .riskManager, .notifier, .executor, .positionMonitor,
  ]
}
