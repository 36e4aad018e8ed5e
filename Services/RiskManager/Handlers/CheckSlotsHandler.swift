import Database
import Messages
import Model
import ServiceKit

struct CheckSlotsHandler: ReadHandler {
  let database: Database
  let limit: Int

  func answer(_ request: CheckSlots) async throws -> CheckSlots.Reply {
    let limit = limit
    return try await database.transaction { transaction in
      let stop = try TradingStateStorage(transaction: transaction).current().stop
      let symbols = try ReservationStorage(transaction: transaction).occupiedSymbols()
      return CheckSlots.Reply(
        limit: limit, occupied: symbols.count, symbols: symbols.sorted(), stopReason: stop?.reason, stopMessage: stop?.message)
    }
  }
}
