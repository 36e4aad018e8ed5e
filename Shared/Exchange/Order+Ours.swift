import Bybit

extension Order {
  /// Sent by us, or attached to an order that was.
  package var isOurs: Bool { linkID?.isOurs ?? false || parentLinkID?.isOurs ?? false }

  /// Whether nobody needs it when its symbol has neither trade nor position: an order of ours, or what protects a position, whoever set it.
  /// Any other conditional order (`Stop`) is somebody's entry that waits for its price.
  package var isLeftoverWhenFlat: Bool {
    isOurs || stopOrderType.map { Self.protections.contains($0) } ?? false
  }

  private static let protections: Set = ["TakeProfit", "StopLoss", "PartialTakeProfit", "PartialStopLoss", "TrailingStop"]
}
