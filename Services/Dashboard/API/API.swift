import Logging
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
  let logger: Logger
  let facts = TradeFacts()

  var survey: ServiceSurvey { ServiceSurvey(owners: owners, presence: presence) }
  var routes: [Route] { systemRoutes + [metricsRoute] + readRoutes + alertRoutes + tradeRoutes + decisionRoutes + tokenRoutes }

  func get(_ path: String, query: Set<String> = [], _ handler: @escaping Route.Handler) -> Route {
    Route("GET", "/api/v1" + path, .scope(.read), query: query, handler)
  }

  /// A route that changes something: each call is written to the audit, refusals and failures too. What has happened is answered as it
  /// happened, whether it could be written or not.
  func change(
    _ method: String, _ path: String, _ action: String, _ scope: Scope = .trade,
    _ handler: @escaping @Sendable (Route.Call, _ by: String) async throws -> (answer: WebAnswer, outcome: String)
  ) -> Route {
    Route(method, "/api/v1" + path, .scope(scope)) { call in
      let actor = call.principal?.name ?? "nobody"
      let target = call.parameters.values.sorted().joined(separator: " ")
      do {
        let (answer, outcome) = try await handler(call, actor)
        await audit(actor, call.request.remote, action, target, outcome)
        return answer
      } catch {
        await audit(actor, call.request.remote, action, target, "failed: \(error)")
        throw error
      }
    }
  }

  /// What the table does not take is at least in the log.
  private func audit(_ actor: String, _ remote: String, _ action: String, _ target: String, _ outcome: String) async {
    do {
      try await gatekeeper.audit(actor, remote, action, target, outcome)
    } catch {
      logger.error(
        "an action is missing in the audit",
        metadata: ["actor": "\(actor)", "action": "\(action)", "target": "\(target)", "outcome": "\(outcome)", "error": "\(error)"])
    }
  }
}
