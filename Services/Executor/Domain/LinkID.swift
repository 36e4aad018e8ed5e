import Bybit
import Exchange
import Messages
import Model

/// The `orderLinkId` of every order of ours (DESIGN §6.1), 36 characters: prefix, purpose, ordinal in one digit of base 36, the trade's id in
/// hexadecimal. From ordinal 36 on `_` takes the digit's place; the trade's id in 25 digits of base 36 and the ordinal in 7 follow, so that a
/// position which is hard to close does not run out of ids.
package enum LinkID {
  private static let longForm: Character = "_"
  private static let ordinalDigits = 7
  private static let tradeDigits = 25

  /// - Returns: nil for an ordinal that is negative or has more digits than there is room for.
  package static func make(_ trade: TradeID, _ purpose: OrderPurpose, ordinal: Int) -> OrderLinkID? {
    guard ordinal >= 0 else { return nil }
    let (start, digits) = ("\(OrderLinkID.prefix)\(purpose.rawValue)", String(ordinal, radix: 36))
    guard digits.count > 1 else { return OrderLinkID("\(start)\(digits)\(trade.compact)") }
    guard let number = UInt128(trade.compact, radix: 16) else { return nil }
    return OrderLinkID("\(start)\(longForm)\(padded(String(number, radix: 36), to: tradeDigits))\(padded(digits, to: ordinalDigits))")
  }

  /// The trade that an order belongs to; nil for ids that are not ours.
  package static func trade(of linkID: OrderLinkID) -> TradeID? {
    guard purpose(of: linkID) != nil else { return nil }
    let rest = linkID.description.suffix(tradeDigits + ordinalDigits)
    var digits = String(rest)
    if isLong(linkID) {
      guard let number = UInt128(rest.prefix(tradeDigits), radix: 36) else { return nil }
      digits = padded(String(number, radix: 16), to: digits.count)
    }
    var remaining = digits[...]
    let parts = [8, 4, 4, 4, 12].map { count in
      defer { remaining = remaining.dropFirst(count) }
      return remaining.prefix(count)
    }
    return TradeID(parts.joined(separator: "-"))
  }

  /// nil for ids that are not ours.
  package static func ordinal(of linkID: OrderLinkID) -> Int? {
    guard linkID.isOurs else { return nil }
    if isLong(linkID) { return Int(linkID.description.suffix(ordinalDigits), radix: 36) }
    return linkID.description.dropFirst(OrderLinkID.prefix.count + 1).first.flatMap { Int(String($0), radix: 36) }
  }

  /// nil for ids that are not ours.
  package static func purpose(of linkID: OrderLinkID) -> OrderPurpose? {
    guard linkID.isOurs else { return nil }
    return linkID.description.dropFirst(OrderLinkID.prefix.count).first.flatMap { OrderPurpose(rawValue: String($0)) }
  }

  private static func isLong(_ linkID: OrderLinkID) -> Bool {
    linkID.description.dropFirst(OrderLinkID.prefix.count + 1).first == longForm
  }

  private static func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
