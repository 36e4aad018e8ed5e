import Model
import Synchronization

/// Since when it cannot be said whose positions are that are to be closed. Nothing of it outlives the process: after a start the wait begins
/// anew. A class because visits to several trades share it.
final class ClosingDoubts: Sendable {
  private let since = Mutex<[TradeID: (began: Timestamp, told: Timestamp?)]>([:])

  /// A close that waits no longer than this is nobody's business.
  static let patience = Duration.seconds(5)
  /// Between two alerts.
  static let interval = Duration.seconds(600)

  /// It could not be said again. - Returns: whether a person is to be told now.
  func isToBeTold(_ tradeID: TradeID, at moment: Timestamp) -> Bool {
    since.withLock { since in
      let known = since[tradeID] ?? (moment, nil)
      let due = known.told.map { $0 + Self.interval } ?? known.began + Self.patience
      since[tradeID] = (known.began, moment >= due ? moment : known.told)
      return moment >= due
    }
  }

  func end(_ tradeID: TradeID) { since.withLock { _ = $0.removeValue(forKey: tradeID) } }

  /// Forgets the trades that nobody wants closed any more.
  func keep(_ tradeIDs: some Sequence<TradeID>) {
    let kept = Set(tradeIDs)
    since.withLock { since in since = since.filter { kept.contains($0.key) } }
  }
}
