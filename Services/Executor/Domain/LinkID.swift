import Bybit
import Exchange
import Messages
import Model

/// The `orderLinkId` of every order of ours: prefix, purpose, ordinal, and the trade's compact id (DESIGN §6.1). 36 characters.
package enum LinkID {
  /// - Parameter ordinal: 0 to 35, one digit of base 36.
  package static func make(_ trade: TradeID, _ purpose: OrderPurpose, ordinal: Int) -> OrderLinkID? {
    guard (0...35).contains(ordinal) else { return nil }
    return OrderLinkID("\(OrderLinkID.prefix)\(purpose.rawValue)\(String(ordinal, radix: 36))\(trade.compact)")
  }

  /// The trade that an order belongs to; nil for ids that are not ours.
  package static func trade(of linkID: OrderLinkID) -> TradeID? {
    guard purpose(of: linkID) != nil else { return nil }
    var digits = linkID.description.suffix(32)
    let parts = [8, 4, 4, 4, 12].map { count in
      defer { digits = digits.dropFirst(count) }
      return digits.prefix(count)
    }
    return TradeID(parts.joined(separator: "-"))
  }

  /// nil for ids that are not ours.
  package static func ordinal(of linkID: OrderLinkID) -> Int? {
    guard linkID.isOurs else { return nil }
    return linkID.description.dropFirst(OrderLinkID.prefix.count + 1).first.flatMap { Int(String($0), radix: 36) }
  }

  /// nil for ids that are not ours.
  package static func purpose(of linkID: OrderLinkID) -> OrderPurpose? {
    guard linkID.isOurs else { return nil }
    return linkID.description.dropFirst(OrderLinkID.prefix.count).first.flatMap { OrderPurpose(rawValue: String($0)) }
  }
}
