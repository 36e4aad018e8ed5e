import Model

/// One service's part of the database: a schema, and the login role that alone may use it.
package struct Slice: Sendable, Hashable {
  package let schema: String
  package let role: String

  package static let auditRole = "autotrader_audit"

  /// nil for services that own nothing.
  package init?(_ service: ServiceName) {
    switch service {
    case .chartSourcer: schema = "charts"
    case .analyzer: schema = "analysis"
    case .signalFilter: schema = "signals"
    case .riskManager: schema = "risk"
    case .notifier: schema = "notifications"
    case .executor: schema = "execution"
    case .positionMonitor: schema = "monitoring"
    case .dashboard: schema = "dashboard"
    case .messageBus: return nil
    }
    role = "autotrader_\(schema)"
  }
}
