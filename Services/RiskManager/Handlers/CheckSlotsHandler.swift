import Database
import Messages
import Model
import ServiceKit

struct CheckSlotsHandler: RequestHandler {
  let database: Database
  let limit: Int

  func answer(_ request: CheckSlots) async throws -> CheckSlots.Reply {
    let symbols = try await database.transaction { try ReservationStorage(transaction: $0).occupiedSymbols() }
    return CheckSlots.Reply(limit: limit, occupied: symbols.count, symbols: symbols.sorted())
  }
}
