import Model

extension BookDepth {
  /// Rows of price and size.
  func rows(_ levels: [Level], _ contract: Contract) -> JSONValue {
    .array(levels.map { [.string(contract.text($0.price)), .string(contract.text($0.quantity))] })
  }
}
