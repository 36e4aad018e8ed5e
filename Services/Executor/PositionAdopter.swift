import Bybit
import Database
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Makes a trade of a position that no trade stands behind. Never without a stop: one that is named is set and read back first (DESIGN §6.2);
/// an own one that gets none becomes a trade that is closed at once.
struct PositionAdopter: Sendable {
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let time: TimeSource
  let logger: Logger

  struct Wish: Sendable {
    let symbol: Symbol
    /// nil keeps what the position has.
    var stopLoss: Price?
    var takeProfit: Price?
    let decidedBy: String
    /// The proposal whose order opened the position.
    var tradeID: TradeID?
  }

  enum Result: Sendable {
    case adopted(Trade)
    /// It is a trade that is being closed, because it is ours and gets no stop.
    case flattening(Trade, why: String)
    /// Why not, for a person. Nothing has become of the position.
    case refused(String)
    /// As `refused`; its stop was sent and is not there.
    case unprotected(String)
  }

  /// For all calls together; whoever asks waits a little longer.
  static let limit = Duration.seconds(8)
  private static let reads = 5
  /// Settings of the stop in vain before an own position is flattened.
  static let tries = 3

  /// Adopts a position that our own entries have made. One that cannot get its stop is flattened (DESIGN §6.2), when the executions prove, read
  /// anew, that all of it is ours. One that has a stop is left for a person to decide.
  func adoptOwn(_ wish: Wish) async throws -> Result {
    let deadline = time.now + Self.limit
    var tries = 1
    var result = try await adopt(wish, by: deadline)
    while case .unprotected = result, tries < Self.tries, time.now < deadline {
      tries += 1
      result = try await adopt(wish, by: deadline)
    }
    switch result {
    case .adopted, .flattening: return result
    case .refused(let why), .unprotected(let why): return try await flatten(wish, why)
    }
  }

  private func flatten(_ wish: Wish, _ why: String) async throws -> Result {
    let deadline = time.now + .seconds(3)
    let client = try await exchange.verified()
    guard let position = try await client.positions(wish.symbol, by: deadline).first(where: { $0.size > .zero }),
      position.coveringStop == nil,
      let plan = AdoptionPlan(
        flattening: position, stopLoss: wish.stopLoss, takeProfit: wish.takeProfit,
        executions: try await executions(of: wish.symbol, client, by: deadline)),
      let trade = try await journal.adopt(plan, wish, exchange.mode, isFlattened: true)
    else { return .refused(why) }
    logger.critical(
      "a position of ours without a trade gets no stop, it is flattened",
      metadata: [
        "symbol": "\(wish.symbol)", "trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.cycleID)", "reason": "\(why)",
        "position.size": "\(plan.size)",
      ])
    return .flattening(trade, why: why)
  }

  func adopt(_ wish: Wish) async throws -> Result { try await adopt(wish, by: time.now + Self.limit) }

  private func adopt(_ wish: Wish, by deadline: Timestamp) async throws -> Result {
    guard try await !journal.isTraded(wish.symbol) else { return .refused("\(wish.symbol) has a trade of ours already") }
    let client = try await exchange.verified()
    guard let position = try await client.positions(wish.symbol, by: deadline).first(where: { $0.size > .zero }) else {
      return .refused("there is no position on \(wish.symbol)")
    }
    let plan: AdoptionPlan
    do {
      plan = try AdoptionPlan(
        position, stopLoss: wish.stopLoss, takeProfit: wish.takeProfit,
        executions: try await executions(of: wish.symbol, client, by: deadline))
    } catch let refusal as AdoptionPlan.Refusal {
      return .refused(refusal.description)
    }
    if plan.mustBeSet, let failure = try await protect(wish.symbol, plan, client, by: deadline) { return .unprotected(failure) }
    let trade = try await journal.adopt(plan, wish, exchange.mode)
    guard let trade else { return .refused("\(wish.symbol) has come to a trade meanwhile, or its fills belong to another one") }
    logger.notice(
      "a position is adopted",
      metadata: [
        "symbol": "\(wish.symbol)", "trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.cycleID)",
        "decided.by": "\(wish.decidedBy)", "stop": "\(plan.levels.stopLoss)",
      ])
    return .adopted(trade)
  }

  /// What a position can be made of, oldest first.
  func executions(of symbol: Symbol, _ client: BybitClient, by deadline: Timestamp) async throws -> [Execution] {
    try await client.executions(symbol, since: time.now - AdoptionPlan.reach, by: deadline)
  }

  /// Sets the levels and reads them back. - Returns: why the position is not protected as it should be; nil when it is.
  private func protect(_ symbol: Symbol, _ plan: AdoptionPlan, _ client: BybitClient, by deadline: Timestamp) async throws -> String? {
    var refusal: String?
    do {
      try await client.setTradingStop(
        symbol, takeProfit: plan.levels.takeProfit, stopLoss: plan.levels.stopLoss, by: min(deadline, time.now + .seconds(3)))
    } catch {
      // Whatever the answer was, the position says what it has.
      refusal = "\(error)"
    }
    var last: Position?
    for _ in 0..<Self.reads {
      last = try await client.positions(symbol, by: deadline).first
      guard let last, last.size == plan.size, last.side == plan.side else { return "the position on \(symbol) has changed meanwhile" }
      if last.coveringStop == plan.levels.stopLoss, last.takeProfit == plan.levels.takeProfit { return nil }
    }
    let found = "the exchange shows stop \(last?.stopLoss?.description ?? "none"), target \(last?.takeProfit?.description ?? "none")"
    return "the stop could not be set, so \(symbol) is not adopted: \(found)\(refusal.map { "; \($0)" } ?? "")"
  }
}
