import Bybit
import Messages
import Model
import Testing

@testable import Executor

/// Values as the pipeline makes them, at a flat BTCUSDT of 60000.
enum Fixture {
  static func symbol(_ text: String = "BTCUSDT") throws -> Symbol { try #require(Symbol(text)) }
  static func value<Value: FixedPointValue>(_ text: String) throws -> Value { try #require(Value(text)) }

  /// How long the cycle of a proposal goes on: longer than any test takes.
  static let cycle = Duration.seconds(600)

  static func proposal(
    _ id: ProposalID = .random(), symbol: String = "BTCUSDT", side: Side = .buy, quantity: String = "0.01", entry: String = "60000",
    stop: String = "59000",
    target: String = "62000", leverage: Double = 5, timeframe: Timeframe = .oneHour,
    enterBy: Timestamp = TimeSource.system.now + cycle
  ) throws -> TradeProposal {
    TradeProposal(
      proposalID: id, cycleID: .random(), analysisID: .random(), symbol: try self.symbol(symbol), timeframe: timeframe, side: side,
      quantity: try value(quantity), entryPrice: try value(entry), stopLoss: try value(stop), takeProfit: try value(target),
      averageTrueRange: try value("500"), leverage: leverage, notional: try value("600"), riskAmount: try value("10.66"),
      riskRewardRatio: 2, confidence: 0.8, promptName: "rules-1", approveBy: enterBy - .seconds(5), enterBy: enterBy.microsecondPrecision)
  }

  static func intent(_ state: OrderState, sentAt: Timestamp? = nil, lookups: Int = 0) throws -> OrderIntent {
    let trade = TradeID.random()
    return OrderIntent(
      orderID: .random(), tradeID: trade, linkID: try #require(LinkID.make(trade, .entry, ordinal: 0)), purpose: .entry,
      symbol: try symbol(), side: .buy, quantity: try value("0.01"), state: state, exchangeOrderID: nil, sentAt: sentAt,
      acknowledgedAt: nil, lookups: lookups)
  }

  /// A limit entry of 0.04 that the exchange has acknowledged.
  static func limitIntent(_ side: Side, _ limit: Price, pricedAt: Timestamp, chases: Int = 0) throws -> OrderIntent {
    let trade = TradeID.random()
    return OrderIntent(
      orderID: .random(), tradeID: trade, linkID: try #require(LinkID.make(trade, .entry, ordinal: 0)), purpose: .entry,
      symbol: try symbol(), side: side, quantity: try value("0.04"), state: .acknowledged, exchangeOrderID: "order", sentAt: pricedAt,
      acknowledgedAt: pricedAt, lookups: 0, limitPrice: limit, pricedAt: pricedAt, chases: chases)
  }

  static func execution(
    _ side: Side, _ price: String, _ quantity: String, fee: String, closed: String = "0", at: Int64 = 0, kind: Execution.Kind = .trade
  ) throws -> Execution {
    Execution(
      executionID: "\(side.rawValue)-\(price)-\(quantity)-\(at)", orderID: "order", linkID: nil, symbol: try symbol(), side: side,
      kind: kind,
      price: try value(price), quantity: try value(quantity), value: .zero, fee: try value(fee), isMaker: false,
      closedQuantity: try value(closed), at: Timestamp(milliseconds: at), sequence: at)
  }
}
