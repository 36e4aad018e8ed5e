import Model
import ServiceKit

/// The REST interface under `/api/v1`, described by `Web/openapi.json`. Values are as on the bus: amounts are strings, times are nanoseconds
/// since 1970 in UTC.
struct API: Sendable {
  let owners: any Owners
  let cache: ReadCache
  let gatekeeper: Gatekeeper
  let mode: TradingMode
  let time: TimeSource
  let presence: SystemPresence
  let hub: LiveHub
  let metrics: DashboardMetrics
  let facts = TradeFacts()

  var survey: ServiceSurvey { ServiceSurvey(owners: owners, presence: presence) }
  var routes: [Route] { systemRoutes + [metricsRoute] + readRoutes + tradeRoutes + decisionRoutes + tokenRoutes }

  func get(_ path: String, _ handler: @escaping Route.Handler) -> Route { Route("GET", "/api/v1" + path, .scope(.read), handler) }

  /// A route that changes something: each call is written to the audit, refusals and failures too.
  func change(
    _ method: String, _ path: String, _ action: String, _ scope: Scope = .trade,
    _ handler: @escaping @Sendable (Route.Call, _ by: String) async throws -> (answer: WebAnswer, outcome: String)
  ) -> Route {
    Route(method, "/api/v1" + path, .scope(scope)) { [gatekeeper] call in
      let actor = call.principal?.name ?? "nobody"
      let target = call.parameters.values.sorted().joined(separator: " ")
      do {
        let (answer, outcome) = try await handler(call, actor)
        try await gatekeeper.audit(actor, call.request.remote, action, target, outcome)
        return answer
      } catch {
        try await gatekeeper.audit(actor, call.request.remote, action, target, "failed: \(error)")
        throw error
      }
    }
  }
}
