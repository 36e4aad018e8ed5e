/// What bounds a quantity. The smallest bound wins.
package enum SizingCap: String, Codable, Sendable, CaseIterable {
  case risk
  case notional
  case availableMargin
  case marketOrder
}
