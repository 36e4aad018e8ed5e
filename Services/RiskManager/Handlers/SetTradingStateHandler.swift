import Database
import Messages
import Model
import ServiceKit

/// Pauses, halts and resumes: the state, its log line and its event in one transaction.
struct SetTradingStateHandler: RequestHandler {
  let database: Database
  let limits: BreakerLimits

  func answer(_ request: SetTradingState) async throws -> SetTradingState.Reply {
    try await database.transaction { transaction in
      let storage = TradingStateStorage(transaction: transaction)
      var state = try storage.locked()
      let change = state.apply(request, at: transaction.now, limits)
      try storage.save(state)
      let action = request.action.rawValue + (request.flatten ? " flatten" : "") + (request.resetBreakers ? " reset" : "")
      try storage.log(action, state, change.message, by: request.decidedBy)
      let cause = Cause(correlationID: .random())
      switch change.announcement {
      case .halted(let event): try transaction.publish(event, cause)
      case .resumed(let event): try transaction.publish(event, cause)
      case nil: break
      }
      return SetTradingState.Reply(accepted: change.accepted, message: change.message, state: state.report(limits))
    }
  }
}
