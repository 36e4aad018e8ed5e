import Model

/// What of a position a closing order may take. Pure.
enum ClosingShare {
  /// - Parameters:
  ///   - atMost: what of the position was ours when its close was decided; nil: in one-way mode what anybody adds is the same position.
  ///   - history: the position's fills. What was sold since, by whomever, counts as ours, so that nobody else's is ever taken.
  /// - Throws: ``ExecutorError`` when only a part is ours and it cannot be said how much of it is left.
  static func of(_ size: Quantity, atMost: Quantity?, _ history: PositionFills?) throws -> Quantity {
    guard let atMost else { return size }
    guard let history else { throw ExecutorError(.illegalOrder, "it cannot be said how much of the position is left of ours") }
    let sold = history.exits.reduce(Quantity.zero) { $0 + $1.quantity }
    return min(size, max(.zero, atMost - sold))
  }
}
