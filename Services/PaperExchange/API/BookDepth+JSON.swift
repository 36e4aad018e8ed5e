import Model

extension BookDepth {
  /// Rows of price and size.
  func rows(_ levels: [Level], _ contract: Contract) -> ReplyJSON {
    .array(levels.map { [.string(contract.text($0.price)), .string(contract.text($0.quantity))] })
  }
}
