import Database
import Messages
import ServiceKit

struct LiftQuarantineHandler: RequestHandler {
  let database: Database

  func answer(_ request: LiftQuarantine) async throws -> LiftQuarantine.Reply {
    try await database.transaction { transaction in
      let quarantines = QuarantineStorage(transaction: transaction)
      let inForce = try quarantines.inForce(request.symbol)
      guard try quarantines.end(request.symbol, by: request.decidedBy) else {
        return LiftQuarantine.Reply(accepted: false, message: "\(request.symbol) is under no quarantine")
      }
      let stranger =
        inForce.contains { $0.cause == .unknownPosition }
        ? "; while a position that is not ours is there, entries are still refused" : ""
      return LiftQuarantine.Reply(accepted: true, message: "\(request.symbol) may be traded again\(stranger)")
    }
  }
}
