import Messages
import Model

extension ReadCache.Subject {
  /// Whose answers an event of this topic changes.
  static func changed(by topic: Topic) -> Set<ReadCache.Subject> {
    // It asks for a person, and changes nothing that is read here.
    if topic.event == ServiceAlert.event { return [] }
    return switch topic.producer {
    case .chartSourcer, .analyzer, .signalFilter: [.cycles]
    case .riskManager: topic.event.hasPrefix("trading.") ? [.trading, .approvals] : [.cycles, .approvals]
    case .notifier: [.cycles, .approvals]
    case .executor: [.cycles, .trades, .positions]
    case .positionMonitor: topic.event == PositionUpdated.event ? [.positions] : []
    case .messageBus, .dashboard: []
    }
  }

  /// Which trade an event of the executor is about; nil when it does not say.
  static func trade(of event: EncodedEvent) -> TradeID? {
    struct Part: Decodable { let tradeID: TradeID }
    do { return try Wire.decoder.decode(Part.self, from: event.payload).tradeID } catch { return nil }
  }

  /// How long an answer is given without asking again, if no event drops it.
  var lifetime: Duration {
    switch self {
    case .positions, .trades: .seconds(300)
    // Their owners write down what others have told, and tell nobody when they have.
    case .approvals, .cycles: .seconds(5)
    // Equity and losses are measured all the time, without an event. The wallet is the exchange's, whose requests are counted.
    case .trading, .wallet: .seconds(2)
    }
  }

  /// Whether the owner is another service than the producers of the events: it answers anew only when it has heard of them itself.
  var isTellingLater: Bool {
    switch self {
    case .approvals, .cycles, .positions: true
    case .trades, .trading, .wallet: false
    }
  }

  /// No event tells of the wallet: whether any is heard makes no difference to it.
  var isDroppedByEvents: Bool { self != .wallet }
}
