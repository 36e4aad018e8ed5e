import Bybit

extension OrderLinkID {
  /// Marks an order, and the position it opened, as ours (DESIGN §6.1).
  package static let prefix = "at"

  package var isOurs: Bool { description.hasPrefix(Self.prefix) && description.count == 36 }
}
