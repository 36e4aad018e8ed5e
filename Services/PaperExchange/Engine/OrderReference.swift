/// How a client names an order; the exchange's own id wins if both are given.
struct OrderReference: Hashable, Codable, Sendable {
  var id: String?
  var linkID: String?
}
