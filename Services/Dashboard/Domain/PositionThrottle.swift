import Model

/// At most one update a symbol in each interval: the first at once, the last of the rest when the interval is over. The newest state always
/// gets through; only states that were replaced meanwhile do not.
package struct PositionThrottle<Update: Sendable>: Sendable {
  package let interval: Duration
  private var lastSent: [Symbol: Timestamp] = [:]
  private var waiting: [Symbol: Update] = [:]

  package init(interval: Duration) { self.interval = interval }

  /// - Returns: the update when it goes out now.
  package mutating func offer(_ update: Update, of symbol: Symbol, at now: Timestamp) -> Update? {
    if let last = lastSent[symbol], last <= now, now < last + interval {
      waiting[symbol] = update
      return nil
    }
    lastSent[symbol] = now
    waiting[symbol] = nil
    return update
  }

  /// Those whose interval is over.
  package mutating func due(at now: Timestamp) -> [Update] {
    let symbols = waiting.keys.filter { symbol in lastSent[symbol].map { $0 + interval <= now || $0 > now } ?? true }.sorted()
    return symbols.compactMap { symbol in
      // From slot to slot: counted from the moment of sending, each interval would be longer by the lateness of the timer.
      let slot = lastSent[symbol].map { $0 + interval } ?? now
      lastSent[symbol] = slot <= now && now < slot + interval ? slot : now
      return waiting.removeValue(forKey: symbol)
    }
  }

  /// When the next interval of a waiting update is over.
  package var nextDue: Timestamp? { waiting.keys.compactMap { symbol in lastSent[symbol].map { $0 + interval } }.min() }

  package func isWaiting(_ symbol: Symbol) -> Bool { waiting[symbol] != nil }

  /// What waits of a symbol must not be told any more.
  package mutating func forget(_ symbol: Symbol) { waiting[symbol] = nil }
}
