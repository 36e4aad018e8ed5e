import Database
import Model

/// How much of what was drawn and told is kept. What led to a trade is kept for good (DESIGN §6.9).
struct ChartRetention: Sendable, Equatable {
  /// Newest candles of each symbol and timeframe.
  let candles: Int
  /// Newest pictures that led to no trade: a bound on the disk, whatever the timeframe.
  let images: Int
  /// Age of a cycle without a trade, with its steps and charts.
  let cycles: Duration

  /// Rows of one kind deleted in one transaction.
  static let batch = 500

  /// - Returns: whether there may be more to delete.
  func prune(_ transaction: Transaction) throws -> Bool {
    let storage = PruningStorage(transaction: transaction)
    let moreCandles = try KlineStorage(transaction: transaction).prune(keeping: candles, limit: Self.batch)
    let moreImages = try storage.pruneImages(keeping: images, limit: Self.batch)
    let moreCycles = try storage.pruneCycles(before: transaction.now - cycles, limit: Self.batch / 5)
    return moreCandles || moreImages || moreCycles
  }
}
