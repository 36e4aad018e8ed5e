/// One page of a list, cut at a cursor that names the last item of the page before, so that new items do not shift it.
struct Page<Item> {
  let items: [Item]
  /// Already percent-encoded, as Bybit sends it; empty on the last page.
  let nextCursor: String

  /// - Parameters:
  ///   - all: in the order of the reply.
  ///   - id: what names an item.
  init(_ all: [Item], _ parameters: Parameters, limit: Int, id: (Item) -> String) throws(Refusal) {
    var first = 0
    if let cursor = parameters.text("cursor") {
      guard cursor.hasPrefix("page_args="), cursor.hasSuffix("&") else { throw .parameter("params error: cursor invalid") }
      let last = cursor.dropFirst("page_args=".count).dropLast()
      guard let index = all.firstIndex(where: { id($0) == last }) else { throw .parameter("params error: cursor invalid") }
      first = index + 1
    }
    items = Array(all[first...].prefix(limit))
    nextCursor = first + items.count < all.count ? items.last.map { "page_args%3D\(id($0))%26" } ?? "" : ""
  }
}
