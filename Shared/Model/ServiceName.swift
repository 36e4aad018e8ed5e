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
  case dashboard

  /// Those that own a schema of the database.
  package static let owners: [ServiceName] = pipeline + [.dashboard]

  /// The seven that pass a trade on, from the candle to the closed position.
  package static let pipeline: [ServiceName] = [
    .chartSourcer, .analyzer, .signalFilter, .riskManager, .notifier, .executor, .positionMonitor,
  ]
}
