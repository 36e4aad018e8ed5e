import Model

/// Snapshots with deltas laid over them: an absent field is unchanged.
struct TickerBook: Sendable {
  private var rows: [String: [String: JSONValue]] = [:]

  /// - Returns: the whole ticker; nil for a delta to a snapshot that never came, which must be asked for again.
  mutating func apply(_ row: ReplyRow, isSnapshot: Bool, at time: Timestamp) throws(BybitError) -> Ticker? {
    let symbol = try row.symbol().description
    if isSnapshot {
      rows[symbol] = row.values
    } else {
      guard let known = rows[symbol] else { return nil }
      rows[symbol] = known.merging(row.values) { $1 }
    }
    return try Ticker(ReplyRow(values: rows[symbol] ?? [:], endpoint: row.endpoint), at: time)
  }
}
