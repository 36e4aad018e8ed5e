import Messages
import Model
import TestKit
import Testing

@testable import Notifier

enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static func price(_ text: String) throws -> Price { try #require(Price(text)) }

  static func proposal(_ symbol: String = "BTCUSDT", _ side: Side = .buy, prompt: String = "rules-1") throws -> TradeProposal {
    TradeProposal(
      proposalID: .random(), cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol(symbol)), timeframe: .oneMinute,
      side: side, quantity: try #require(Quantity("1")), entryPrice: try price("100"), stopLoss: try price(side == .buy ? "95" : "105"),
      takeProfit: try price(side == .buy ? "110" : "90"), averageTrueRange: try price("4"), leverage: 5,
      notional: try #require(Money("100")),
      riskAmount: try #require(Money("5")), riskRewardRatio: 2, confidence: 0.8, promptName: prompt, approveBy: start + .seconds(48),
      enterBy: start + .seconds(60))
  }
}

/// 100 for every symbol but those that a test takes away.
struct KnownPrices: PriceSource {
  var price = "100"
  var unreadable: Set<String> = []
  /// Runs before the answer.
  var meanwhile: @Sendable () async throws -> Void = {}

  func lastPrice(_ symbol: Symbol) async throws -> Price {
    try await meanwhile()
    if unreadable.contains(symbol.description) { throw TestFailure("no price") }
    return try Fixture.price(price)
  }
}

/// Every symbol of these tests has its slot, but those that a test takes away.
struct KnownSlots: SlotSource {
  var missing: Set<String> = []
  var stop: String?

  func slots() async throws -> CheckSlots.Reply {
    let names = ["BTCUSDT", "ETHUSDT", "SOLUSDT"] + (0..<20).map { "COIN\($0)USDT" }
    let symbols = names.filter { !missing.contains($0) }.compactMap { Symbol($0) }
    return CheckSlots.Reply(limit: 30, occupied: symbols.count, symbols: symbols, stopReason: stop, stopMessage: stop)
  }
}
