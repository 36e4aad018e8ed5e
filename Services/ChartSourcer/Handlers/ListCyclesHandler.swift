import Database
import Messages
import Model
import ServiceKit

struct ListCyclesHandler: ReadHandler {
  let database: Database
  /// Whose cycles start by themselves.
  let timeframes: [Timeframe]

  func answer(_ request: ListCycles) async throws -> ListCycles.Reply {
    guard request.timeframe != nil || request.candleClose == nil else {
      throw BadRequest(description: "list-cycles has a candleClose without a timeframe: name the timeframe too")
    }
    let limit = min(max(request.limit, 1), 200)
    let cycles = try await database.transaction { transaction in
      let storage = StoryStorage(transaction: transaction)
      return if let timeframe = request.timeframe {
        try storage.reports(timeframe, request.candleClose, limit: limit)
      } else {
        try storage.reports(nil as CycleID?, limit: limit)
      }
    }
    return ListCycles.Reply(cycles: cycles, timeframes: timeframes.sorted { $0.duration < $1.duration })
  }
}
