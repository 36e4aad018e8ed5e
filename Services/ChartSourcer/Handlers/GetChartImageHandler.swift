import Charting
import Database
import FoundationEssentials
import Messages
import ServiceKit

struct GetChartImageHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetChartImage) async throws -> GetChartImage.Reply {
    let stored = try await database.transaction { try ChartStorage(transaction: $0).image(request.imageHash) }
    guard let stored, let width = request.width else { return GetChartImage.Reply(png: stored) }
    return GetChartImage.Reply(png: Data(try Thumbnail.make(ofPNG: Array(stored), width: width)))
  }
}
