import Model

/// Why the executor sends an order; part of its `orderLinkId`.
package enum OrderPurpose: String, Codable, Sendable, CaseIterable {
  case entry = "e"
  case close = "c"
  case flatten = "f"
}
