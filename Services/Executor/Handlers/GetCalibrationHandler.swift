import Database
import Messages
import ServiceKit

struct GetCalibrationHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetCalibration) async throws -> GetCalibration.Reply {
    try await database.transaction { GetCalibration.Reply(bins: try CalibrationStorage(transaction: $0).bins(request)) }
  }
}
