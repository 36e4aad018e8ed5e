/// Names an existing order by the exchange's id or by ours.
package enum OrderReference: Sendable, Equatable {
  case orderID(String)
  case linkID(OrderLinkID)

  var field: (name: String, value: String) {
    switch self {
    case .orderID(let id): ("orderId", id)
    case .linkID(let id): ("orderLinkId", id.description)
    }
  }
}
