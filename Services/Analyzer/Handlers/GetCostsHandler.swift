import Database
import Messages
import ServiceKit

struct GetCostsHandler: RequestHandler {
  let database: Database
  /// nil: the rules analyst, which costs nothing.
  let budget: Budget?

  func answer(_ request: GetCosts) async throws -> GetCosts.Reply {
    try await database.transaction { transaction in
      let costs = CostStorage(transaction: transaction)
      return GetCosts.Reply(rows: try costs.rows(request), spending: try costs.spending(budget))
    }
  }
}
