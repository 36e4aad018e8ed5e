import Bybit

extension Order {
  /// Sent by us, or attached to an order that was.
  package var isOurs: Bool { linkID?.isOurs ?? false || parentLinkID?.isOurs ?? false }
}
