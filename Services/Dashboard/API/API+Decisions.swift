import Messages
import Model

extension API {
  var decisionRoutes: [Route] {
    [
      change("POST", "/approvals/{id}/approve", "approve") { call, by in try await decide(call, approve: true, by: by) },
      change("POST", "/approvals/{id}/reject", "reject") { call, by in try await decide(call, approve: false, by: by) },
      change("POST", "/trading/halt", "halt") { call, by in
        let body: HaltBody = try call.request.json()
        return try await set(.halt, flatten: body.flatten ?? false, by: by)
      },
      change("POST", "/trading/pause", "pause") { _, by in try await set(.pause, by: by) },
      change("POST", "/trading/resume", "resume") { call, by in
        let body: ResumeBody = try call.request.json()
        return try await set(.resume, resetBreakers: body.resetBreakers ?? false, by: by)
      },
      change("POST", "/trades/{id}/close", "close") { call, by in
        guard let id = TradeID(call.parameter("id")) else {
          throw APIProblem(400, "badID", "'\(call.parameter("id"))' is not a trade's id")
        }
        let body: CloseBody = try call.request.json()
        let reply = try await owners.ask(CloseTrade(tradeID: id, expectedQuantity: body.expectedQuantity, decidedBy: by))
        return (try .json(reply, status: reply.accepted ? 202 : 409), reply.message)
      },
    ]
  }

  private struct HaltBody: Decodable { var flatten: Bool? }
  private struct ResumeBody: Decodable { var resetBreakers: Bool? }
  private struct CloseBody: Decodable { var expectedQuantity: Quantity? }

  private func decide(_ call: Route.Call, approve: Bool, by: String) async throws -> (WebAnswer, String) {
    guard let id = ProposalID(call.parameter("id")) else {
      throw APIProblem(400, "badID", "'\(call.parameter("id"))' is not a proposal's id")
    }
    let reply = try await owners.ask(DecideProposal(proposalID: id, approve: approve, channel: .web, decidedBy: by))
    cache.invalidate([.approvals])
    let status = reply.accepted ? 200 : reply.status == .unknown ? 404 : 409
    return (try .json(reply, status: status), "\(reply.status.rawValue): \(reply.message)")
  }

  private func set(_ action: TradingAction, flatten: Bool = false, resetBreakers: Bool = false, by: String) async throws -> (
    WebAnswer, String
  ) {
    let reply = try await owners.ask(
      SetTradingState(action: action, flatten: flatten, resetBreakers: resetBreakers, decidedBy: by))
    cache.invalidate([.trading])
    return (try .json(reply, status: reply.accepted ? 200 : 409), reply.message)
  }
}
