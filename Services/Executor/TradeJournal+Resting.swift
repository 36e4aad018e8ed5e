import Bybit
import Database
import Model

extension TradeJournal {
  /// Whether a halt was heard of since then.
  func isHalted(since moment: Timestamp) async throws -> Bool {
    try await database.transaction { try HaltStorage(transaction: $0).message(since: moment) != nil }
  }

  /// The entry is to have another price from now on. - Returns: false when it is not resting any more.
  func follow(_ order: OrderIntent, _ price: Price) async throws -> Bool {
    try await database.transaction {
      try OrderStorage(transaction: $0).price(order, price, chases: order.chases + 1, detail: "following the price, limit \(price)")
    }
  }

  /// The entry is to be cancelled. - Returns: false when it is not resting any more.
  func withdraw(_ order: OrderIntent, _ withdrawal: Withdrawal) async throws -> Bool {
    try await database.transaction { try OrderStorage(transaction: $0).withdraw(order, withdrawal) }
  }

  /// The stop of what has filled so far was read back. - Parameter moment: by the exchange's clock.
  func markProtected(_ order: OrderIntent, at moment: Timestamp) async throws {
    guard order.protectedAt == nil else { return }
    try await database.transaction { try OrderStorage(transaction: $0).markProtected(order, at: moment) }
  }
}
