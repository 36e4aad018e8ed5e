import Bybit
import Messages
import Model

/// How someone else's position becomes a trade, or why it cannot. Pure.
package struct AdoptionPlan: Sendable, Equatable {
  package struct Levels: Sendable, Equatable {
    package let stopLoss: Price
    package let takeProfit: Price
  }

  /// Why a position is left alone, in one sentence for a person.
  package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }

  package let side: Side
  package let size: Quantity
  package let entryPrice: Price
  package let leverage: Double
  package let levels: Levels
  /// The exchange does not have these levels yet.
  package let mustBeSet: Bool
  package let fills: PositionFills

  /// - Parameters:
  ///   - stopLoss: what the position shall have; nil keeps what it has.
  ///   - executions: of the symbol, oldest first.
  package init(_ position: Position, stopLoss: Price?, takeProfit: Price?, executions: [Execution]) throws(Refusal) {
    let symbol = position.symbol
    guard let side = position.side, position.size > .zero else { throw Refusal(description: "there is no position on \(symbol)") }
    guard position.positionIndex == 0 else {
      throw Refusal(description: "\(symbol) is in hedge mode: its position is one of two sides")
    }
    guard let average = position.averagePrice else { throw Refusal(description: "the exchange states no entry price of \(symbol)") }
    guard let stop = stopLoss ?? position.coveringStop else {
      throw Refusal(description: "\(symbol) has no stop: name one with --stop")
    }
    guard let target = takeProfit ?? position.takeProfit else {
      throw Refusal(description: "\(symbol) has no target: name one with --target")
    }
    let mark = position.markPrice ?? average
    guard side == .buy ? stop < mark && mark < target : target < mark && mark < stop else {
      let order = side == .buy ? "stop < price < target" : "target < price < stop"
      throw Refusal(
        description: "stop \(stop) and target \(target) do not lie around the price \(mark): for a \(side.rawValue) it must be \(order)")
    }
    guard let fills = PositionFills.history(of: side, position.size, in: executions) else {
      throw Refusal(
        description:
          "the fills of \(symbol) do not lead back to a flat position within the last \(Self.reach.components.seconds / 86_400) days, "
          + "so its result could not be booked")
    }
    self.side = side
    size = position.size
    entryPrice = average
    leverage = position.leverage ?? 1
    levels = Levels(stopLoss: stop, takeProfit: target)
    mustBeSet = position.coveringStop != stop || position.takeProfit != target
    self.fills = fills
  }

  /// A position that entries of ours alone have made and that gets no stop: it becomes a trade to be closed at once, so that its result is
  /// booked. A level that is not known is the present price.
  /// - Returns: nil unless the executions prove that all of it is ours.
  package init?(flattening position: Position, stopLoss: Price?, takeProfit: Price?, executions: [Execution]) {
    guard let side = position.side, position.size > .zero, position.positionIndex == 0, let average = position.averagePrice,
      let fills = PositionFills.history(of: side, position.size, in: executions), fills.areEntriesOurs
    else { return nil }
    let mark = position.markPrice ?? average
    self.side = side
    size = position.size
    entryPrice = average
    leverage = position.leverage ?? 1
    levels = Levels(stopLoss: stopLoss ?? mark, takeProfit: takeProfit ?? mark)
    mustBeSet = false
    self.fills = fills
  }

  /// How far back fills are looked for.
  package static let reach = Duration.seconds(30 * 86_400)

  /// Lost if the stop fills at its price.
  package var risk: Money {
    let loss = side == .buy ? entryPrice - levels.stopLoss : levels.stopLoss - entryPrice
    return loss > .zero ? .notional(loss, size, .up) : .zero
  }

  /// The position in the form in which trades are kept. What only a cycle could say is its own id, nothing, or the time of the adoption.
  package func proposal(_ tradeID: TradeID, _ symbol: Symbol, at now: Timestamp) -> TradeProposal {
    let id = tradeID.rawValue
    let distance = entryPrice > levels.stopLoss ? entryPrice - levels.stopLoss : levels.stopLoss - entryPrice
    let reach = entryPrice > levels.takeProfit ? entryPrice - levels.takeProfit : levels.takeProfit - entryPrice
    return TradeProposal(
      proposalID: tradeID.proposal, cycleID: CycleID(rawValue: id), analysisID: AnalysisID(rawValue: id), symbol: symbol,
      timeframe: .oneDay, side: side, quantity: size, entryPrice: entryPrice, stopLoss: levels.stopLoss, takeProfit: levels.takeProfit,
      averageTrueRange: distance, leverage: leverage, notional: .notional(entryPrice, size, .nearest), riskAmount: risk,
      riskRewardRatio: distance > .zero ? reach.double / distance.double : 0, confidence: 0, promptName: "adopted", approveBy: now,
      enterBy: now)
  }
}
