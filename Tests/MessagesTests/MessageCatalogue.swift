import Foundation
import Messages

/// Every message of the system with the type that reads its fixtures: `Name`, `Name.form`, `Name.Reply`, `Name.Reply.form`.
enum MessageCatalogue {
  static let events: [any Event.Type] = [
    AnalysisCompleted.self, AnalysisFailed.self, ChartCaptured.self, ChartFailed.self, CycleCompleted.self, CycleSkipped.self,
    CycleStarted.self, OrderFilled.self, OrderPlaced.self, TradeClosed.self, TradeFailed.self, TradeOpened.self, TradeUnprotected.self,
    TradeConfirmed.self,
    TradeExpired.self, TradeRejected.self, PositionAlert.self, TradeDeclined.self, TradeProposed.self, TradingHalted.self,
    TradingResumed.self, SignalsRanked.self,
  ]

  static let transientEvents: [any TransientEvent.Type] = [Heartbeat.self, RequestTrace.self, PositionUpdated.self]

  /// Published by every service, numbered by its own outbox.
  static let serviceEvents: [any ServiceEvent.Type] = [ServiceAlert.self]

  static let requests: [any Request.Type] = [
    Ping.self, ReplayEvents.self, GetHealth.self, ListDeadLetters.self, GetDeadLetter.self, RetryDeadLetters.self, GetFreshAnalyses.self,
    GetAnalysis.self, GetCosts.self, GetChartImage.self, GetTradeChart.self, GetCalibration.self, GetCycle.self, GetInstruments.self,
    GetKlines.self, GetLastPrice.self, ListCycles.self, RunCycle.self, GetWallet.self, ListTrades.self, CloseTrade.self,
    CancelLeftover.self, ExportRows.self, AdoptPosition.self, QuarantineSymbol.self, LiftQuarantine.self, ListQuarantines.self,
    ResolveUnknownPosition.self, GetTradeStory.self, DecideProposal.self, ListApprovals.self, ListAlerts.self, GetProposals.self,
    GetPriceRanges.self,
    ListPositions.self, AuthorizeEntry.self, CheckSlots.self, GetSizing.self,
    GetTradingState.self, SetTradingState.self, GetVerdicts.self,
  ]

  /// Reads a fixture and writes it again, by the name of its message.
  static var roundTrips: [String: @Sendable (Data) throws -> Data] {
    var all: [String: @Sendable (Data) throws -> Data] = [:]
    for type in events { all["\(type)"] = roundTrip(type) }
    for type in serviceEvents { all["\(type)"] = roundTrip(type) }
    for type in transientEvents { all["\(type)"] = roundTrip(type) }
    for type in requests {
      all["\(type)"] = roundTrip(type)
      all["\(type).Reply"] = replyRoundTrip(type)
    }
    return all
  }

  private static func roundTrip<Value: Message>(_ type: Value.Type) -> @Sendable (Data) throws -> Data {
    { try Wire.encoder.encode(try Wire.decoder.decode(Value.self, from: $0)) }
  }

  private static func replyRoundTrip<Asked: Request>(_ type: Asked.Type) -> @Sendable (Data) throws -> Data {
    { try Wire.encoder.encode(try Wire.decoder.decode(Asked.Reply.self, from: $0)) }
  }
}
