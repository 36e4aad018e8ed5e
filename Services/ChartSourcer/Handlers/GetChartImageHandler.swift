import Database
import Messages
import ServiceKit

struct GetChartImageHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetChartImage) async throws -> GetChartImage.Reply {
    GetChartImage.Reply(png: try await database.transaction { try ChartStorage(transaction: $0).image(request.imageHash) })
  }
}
