/// The state of an order as the exchange names it; a name that is new stays readable.
package enum OrderStatus: Hashable, Sendable {
  case new
  case partiallyFilled
  /// A conditional order that waits for its trigger.
  case untriggered
  case triggered
  case filled
  /// May have filled in part.
  case cancelled
  case rejected
  /// A conditional order cancelled before its trigger.
  case deactivated
  case unknown(String)

  private static let names: [(String, OrderStatus)] = [
    ("New", .new), ("PartiallyFilled", .partiallyFilled), ("Untriggered", .untriggered), ("Triggered", .triggered), ("Filled", .filled),
    ("Cancelled", .cancelled), ("Rejected", .rejected), ("Deactivated", .deactivated),
  ]

  package init(_ name: String) { self = Self.names.first { $0.0 == name }?.1 ?? .unknown(name) }

  package var name: String {
    if case .unknown(let name) = self { return name }
    return Self.names.first { $0.1 == self }?.0 ?? ""
  }

  /// Never left again. An unknown state is not taken as final: the order must be looked at again.
  package var isFinal: Bool { [.filled, .cancelled, .rejected, .deactivated].contains(self) }
}
