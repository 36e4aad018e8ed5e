import Database
import Messages
import ServiceKit

/// The entry gate (DESIGN §6.5): checks halt, expiry and reservation, and commits the slot, in one transaction.
struct AuthorizeEntryHandler: RequestHandler {
  let database: Database

  func answer(_ request: AuthorizeEntry) async throws -> AuthorizeEntry.Reply {
    try await database.transaction { transaction in
      let trading = try TradingStateStorage(transaction: transaction).held()
      let reservations = ReservationStorage(transaction: transaction)
      let reservation = try reservations.locked(request.proposalID)
      let reply = Reservation.authorize(reservation, symbol: request.symbol, stop: trading.stop, now: transaction.now)
      if reply == .authorized { try reservations.authorize(request.proposalID) }
      return reply
    }
  }
}
