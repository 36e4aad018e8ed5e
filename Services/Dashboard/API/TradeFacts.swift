import Messages
import Model
import Synchronization

/// What does not change any more about a trade: what it was proposed with, and how far the price went while it was open. Each is asked of its
/// owner once.
final class TradeFacts: Sendable {
  /// Trades; above it all is forgotten, which costs a few requests.
  static let capacity = 2 * TradeBook.capacity
  /// After its close the candles of a trade may still arrive; later what is missing stays missing.
  static let patience = Duration.seconds(3600)

  private struct State {
    /// nil: nobody proposed it.
    var origins: [TradeID: TradeStatistics.Origin?] = [:]
    /// nil: not measurable.
    var excursions: [TradeID: Excursion?] = [:]
  }

  private let state = Mutex(State())

  func origins(of trades: [TradeID], _ owners: any Owners) async throws -> [TradeID: TradeStatistics.Origin] {
    var known = state.withLock { $0.origins }
    let missing = trades.filter { !known.keys.contains($0) }
    for ids in missing.chunks(GetProposals.maximumCount) {
      let found = try await owners.ask(GetProposals(proposalIDs: ids.map(\.proposal))).approvals.map(\.proposal)
      let proposals = Dictionary(found.map { ($0.proposalID, $0) }, uniquingKeysWith: { first, _ in first })
      for id in ids { known.updateValue(proposals[id.proposal].map { TradeStatistics.Origin($0) }, forKey: id) }
    }
    if !missing.isEmpty { keep { $0.origins.merge(known) { $1 } } }
    return known.compactMapValues { $0 }
  }

  /// Of closed trades; those whose candles are not all stored are left out.
  func excursions(of trades: [Trade], _ owners: any Owners, now: Timestamp) async throws -> [TradeID: Excursion] {
    let origins = try await origins(of: trades.map(\.tradeID), owners)
    var known = state.withLock { $0.excursions }
    var missing: [(trade: Trade, span: PriceSpan)] = []
    for trade in trades where trade.status == .closed && !known.keys.contains(trade.tradeID) {
      guard let closed = trade.closedAt, let timeframe = origins[trade.tradeID]?.timeframe else { continue }
      missing.append((trade, PriceSpan(symbol: trade.symbol, timeframe: timeframe, from: trade.began, to: closed)))
    }
    var settled: [TradeID: Excursion?] = [:]
    for batch in missing.chunks(GetPriceRanges.maximumCount) {
      let ranges = try await owners.ask(GetPriceRanges(spans: batch.map(\.span))).ranges
      for ((trade, span), range) in zip(batch, ranges) {
        let excursion = Self.excursion(of: trade, span, range)
        if excursion != nil || span.to + Self.patience < now { settled.updateValue(excursion, forKey: trade.tradeID) }
      }
    }
    if !settled.isEmpty { keep { $0.excursions.merge(settled) { $1 } } }
    known.merge(settled) { $1 }
    return known.compactMapValues { $0 }
  }

  /// Of a trade that may still be open: then up to the last candle that has closed, and not kept.
  func excursion(of trade: Trade, _ owners: any Owners, now: Timestamp) async throws -> Excursion? {
    guard trade.status == .open else { return try await excursions(of: [trade], owners, now: now)[trade.tradeID] }
    guard let timeframe = try await origins(of: [trade.tradeID], owners)[trade.tradeID]?.timeframe else { return nil }
    let span = PriceSpan(
      symbol: trade.symbol, timeframe: timeframe, from: trade.began, to: timeframe.boundary(atOrBefore: now) - timeframe.duration)
    guard span.candles > 0 else { return nil }
    return try await owners.ask(GetPriceRanges(spans: [span])).ranges.first.flatMap { Self.excursion(of: trade, span, $0) }
  }

  private static func excursion(of trade: Trade, _ span: PriceSpan, _ range: PriceRange) -> Excursion? {
    guard range.candles >= span.candles, let low = range.low, let high = range.high else { return nil }
    return Excursion(of: trade, low: low, high: high)
  }

  private func keep(_ change: (inout State) -> Void) {
    state.withLock { state in
      if max(state.origins.count, state.excursions.count) >= Self.capacity { state = State() }
      change(&state)
    }
  }
}

extension Array {
  fileprivate func chunks(_ size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
