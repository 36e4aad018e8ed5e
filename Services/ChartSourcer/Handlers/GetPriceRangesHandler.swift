import Database
import Messages
import ServiceKit

struct GetPriceRangesHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetPriceRanges) async throws -> GetPriceRanges.Reply {
    let spans = Array(request.spans.prefix(GetPriceRanges.maximumCount))
    return try await database.transaction { GetPriceRanges.Reply(ranges: try KlineStorage(transaction: $0).ranges(spans)) }
  }
}
