import Messages
import Model

/// What a socket subscribes to.
package enum Room: Hashable, Sendable, CustomStringConvertible {
  case positions(Symbol)
  case cycles
  case trades
  case alerts

  package init?(_ text: String) {
    switch text {
    case "cycles": self = .cycles
    case "trades": self = .trades
    case "alerts": self = .alerts
    default:
      guard text.hasPrefix("positions:"), let symbol = Symbol(String(text.dropFirst("positions:".count))) else { return nil }
      self = .positions(symbol)
    }
  }

  package var description: String {
    switch self {
    case .positions(let symbol): "positions:\(symbol)"
    case .cycles: "cycles"
    case .trades: "trades"
    case .alerts: "alerts"
    }
  }

  /// Where a numbered event is told. Every step of a cycle, proposals and orders included, belongs to its story.
  package static func rooms(of topic: Topic) -> [Room] {
    // Every service may tell what a person must look at.
    if topic.event == ServiceAlert.event { return [.alerts] }
    switch topic.producer {
    case .chartSourcer, .analyzer, .signalFilter: return [.cycles]
    case .riskManager: return topic.event.hasPrefix("trading.") ? [.alerts] : [.cycles, .trades]
    case .notifier: return [.cycles, .trades]
    case .executor: return topic == TradeUnprotected.topic ? [.alerts, .trades] : [.cycles, .trades]
    case .positionMonitor: return topic.event == PositionAlert.topic.event ? [.alerts] : []
    case .messageBus, .dashboard: return []
    }
  }
}
