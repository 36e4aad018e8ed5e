import Model
import ServiceKit

/// One cell of the kill matrix: a service, the point at which it dies, and what leads there.
struct KillCell: Sendable {
  enum Path: String, Sendable {
    /// A cycle whose signals become trades.
    case entry
    /// A person closes a trade.
    case close
    /// A position loses its stop.
    case alert
  }

  let service: ServiceName
  let point: KillPoint
  let path: Path

  /// Every pipeline service at every point that it has. Point by point, so that no service dies twice in a row.
  static let entries: [KillCell] =
    cells(ServiceName.pipeline, .handlerBeforeCommit, .entry) + cells(publishers, .eventsBeforeCommit, .entry)
    + cells([.analyzer], .modelBeforeCall, .entry) + cells([.executor], .orderBeforeSend, .entry)
    + cells([.riskManager], .requestBeforeReply("authorize-entry"), .entry)
    + cells(ServiceName.pipeline, .handlerAfterCommit, .entry) + cells(publishers, .eventsAfterCommit, .entry)
    + cells([.analyzer], .modelAfterCall, .entry) + cells([.executor], .orderAfterSend, .entry)
    + cells(publishers, .eventsAfterPublish, .entry)

  static let closes: [KillCell] =
    cells([.executor], .requestBeforeReply("close-trade"), .close) + cells([.positionMonitor, .riskManager], .handlerBeforeCommit, .close)
    + cells([.executor], .orderBeforeSend, .close) + cells([.signalFilter, .positionMonitor], .handlerAfterCommit, .close)
    + cells([.executor], .orderAfterSend, .close) + cells([.riskManager], .handlerAfterCommit, .close)
    + cells([.executor], .eventsBeforeCommit, .close) + cells([.signalFilter], .handlerBeforeCommit, .close)
    + cells([.executor], .eventsAfterCommit, .close) + cells([.executor], .eventsAfterPublish, .close)

  /// All that position-monitor publishes with a number is alerts.
  static let alerts: [KillCell] =
    cells([.positionMonitor], .eventsBeforeCommit, .alert) + cells([.positionMonitor], .eventsAfterCommit, .alert)
    + cells([.positionMonitor], .eventsAfterPublish, .alert)

  private static let publishers = ServiceName.pipeline.filter { $0 != .positionMonitor }

  private static func cells(_ services: [ServiceName], _ point: KillPoint, _ path: Path) -> [KillCell] {
    services.map { KillCell(service: $0, point: point, path: path) }
  }
}

extension KillCell: CustomStringConvertible {
  var description: String { "\(path.rawValue): \(service.rawValue) at \(point.name)" }
}
