import Model

struct CancelAll: Hashable, Codable, Sendable {
  enum Filter: String, Codable, Sendable, CaseIterable { case order = "Order", stopOrder = "StopOrder", openOrder = "OpenOrder" }

  /// nil for every symbol.
  var symbol: Symbol?
  /// nil for everything, protection included.
  var filter: Filter?
}
