import Model
import Synchronization

/// Since when the positions of trades are seen without a break. Nothing of it outlives the process: after a start each is looked into anew. A
/// class because visits to several trades share it.
final class PositionLooks: Sendable {
  private let last = Mutex<[TradeID: Timestamp]>([:])

  /// Within it a position is taken for the one that was seen before.
  static let longestBreak = Duration.seconds(5)

  /// The executions say that the position is the trade's.
  func begin(_ tradeID: TradeID, at moment: Timestamp) { last.withLock { $0[tradeID] = moment } }

  /// The position is there again. - Returns: false when nobody had looked for too long.
  func goesOn(_ tradeID: TradeID, at moment: Timestamp) -> Bool {
    last.withLock { last in
      guard let previous = last[tradeID], moment - previous <= Self.longestBreak else { return false }
      last[tradeID] = moment
      return true
    }
  }

  /// Forgets the trades that are over.
  func keep(_ tradeIDs: some Sequence<TradeID>) {
    let kept = Set(tradeIDs)
    last.withLock { last in last = last.filter { kept.contains($0.key) } }
  }
}
