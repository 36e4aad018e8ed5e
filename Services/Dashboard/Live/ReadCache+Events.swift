import Messages
import Model

extension ReadCache.Subject {
  /// Whose answers an event of this topic changes.
  static func changed(by topic: Topic) -> Set<ReadCache.Subject> {
    switch topic.producer {
    case .chartSourcer, .analyzer, .signalFilter: [.cycles]
    case .riskManager: topic.event.hasPrefix("trading.") ? [.trading, .approvals] : [.cycles, .approvals]
    case .notifier: [.cycles, .approvals]
    case .executor: [.cycles, .trades, .positions]
    case .positionMonitor: topic.event == PositionUpdated.event ? [.positions] : []
    case .messageBus, .dashboard: []
    }
  }
}
