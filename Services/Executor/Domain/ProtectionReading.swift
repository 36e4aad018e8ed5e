import Model

/// What a read of a position has shown of its protection.
enum ProtectionReading: Equatable {
  case complete(stopLoss: Price, takeProfit: Price)
  /// No stop, or one that covers only a part, and it could not be set.
  case missing
  case flat

  var isComplete: Bool {
    if case .complete = self { true } else { false }
  }
}
