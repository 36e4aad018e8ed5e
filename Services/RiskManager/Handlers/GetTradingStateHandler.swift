import Database
import Messages
import ServiceKit

struct GetTradingStateHandler: ReadHandler {
  let database: Database
  let limits: BreakerLimits

  func answer(_ request: GetTradingState) async throws -> GetTradingState.Reply {
    let state = try await database.transaction { try TradingStateStorage(transaction: $0).current() }
    return GetTradingState.Reply(state: state.report(limits))
  }
}
