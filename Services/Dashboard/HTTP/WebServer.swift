import Logging
import Messaging
import Model

/// Finds the route of a request, checks who asks and from where, and turns every failure into an answer.
struct WebServer: Sendable {
  let routes: [Route]
  let gatekeeper: Gatekeeper
  let origins: OriginPolicy
  let proxies: TrustedProxies
  let metrics: DashboardMetrics
  let logger: Logger

  func answer(_ request: WebRequest) async -> WebAnswer {
    var request = request
    request.remote = proxies.client(remote: request.remote, forwarded: request.headers["x-forwarded-for"])
    let start = ContinuousClock.now
    let found = find(request)
    let answer = await answer(request, found)
    let (method, pattern) = found.route.map { ($0.method, $0.pattern) } ?? ("any", "none")
    metrics.count(.requests, [method, pattern, "\(answer.status)"])
    metrics.count(.requestSeconds, [pattern], by: Double((ContinuousClock.now - start).wholeNanoseconds) / 1e9)
    return answer
  }

  /// What a request's method and path lead to.
  private struct Found {
    var route: Route?
    var parameters: [String: String] = [:]
    /// Methods of the routes with this path, when none has the request's.
    var allowed: [String] = []
  }

  private func find(_ request: WebRequest) -> Found {
    let method = request.method == "HEAD" ? "GET" : request.method
    var found = Found()
    for route in routes {
      guard let parameters = route.match(request.path) else { continue }
      if route.method == method { return Found(route: route, parameters: parameters) }
      found.allowed.append(route.method)
    }
    return found
  }

  private func answer(_ request: WebRequest, _ found: Found) async -> WebAnswer {
    do {
      do {
        return try await respond(request, found).coded(for: request)
      } catch let problem as APIProblem {
        metrics.count(.refusals, [problem.code])
        return try problem.answer()
      } catch let error as BusError {
        logger.notice("an owner did not answer", metadata: ["path": "\(request.path.joined(separator: "/"))", "error": "\(error)"])
        return try APIProblem(503, "unavailable", "\(error)", retryAfter: 1).answer()
      }
    } catch {
      logger.warning("a request failed", metadata: ["path": "\(request.path.joined(separator: "/"))", "error": "\(error)"])
      return WebAnswer(status: 500)
    }
  }

  private func respond(_ request: WebRequest, _ found: Found) async throws -> WebAnswer {
    guard origins.allows(host: request.headers["host"]) else {
      throw APIProblem(421, "unknownHost", "this server is not known under that name: add its origin to AUTOTRADER_DASHBOARD_ORIGINS")
    }
    guard let route = found.route else {
      guard found.allowed.isEmpty else { throw APIProblem(405, "method", "only \(found.allowed.joined(separator: ", ")) here") }
      throw APIProblem(404, "notFound", "there is nothing at this address")
    }
    let principal = route.access == .open ? nil : try await admit(request, route)
    if principal == nil, route.access == .page { return .redirect(to: "/login") }
    if route.access == .open, route.method != "GET" { try checkOrigin(request) }
    try route.checkQuery(of: request)
    return try await route.handler(Route.Call(request: request, parameters: found.parameters, principal: principal))
  }

  /// - Throws: ``APIProblem``; for a page nil instead, which leads to the login.
  private func admit(_ request: WebRequest, _ route: Route) async throws -> Principal? {
    guard let principal = try await gatekeeper.principal(request) else {
      if route.access == .page { return nil }
      throw APIProblem(401, "notLoggedIn", "log in, or send a valid token as 'Authorization: Bearer TOKEN'")
    }
    if case .scope(let scope) = route.access, principal.scope < scope {
      throw APIProblem(403, "scope", "this needs the scope \(scope.rawValue), the token has \(principal.scope.rawValue)")
    }
    // A cookie is sent by the browser whoever made it ask; a token is not.
    if case .session(_, let csrf) = principal.kind, request.method != "GET", request.method != "HEAD" {
      try checkOrigin(request)
      guard let sent = request.headers["x-csrf-token"], SecretText.isEqual(sent, csrf) else {
        throw APIProblem(403, "csrf", "the page is out of date: load it again")
      }
    }
    return principal
  }

  private func checkOrigin(_ request: WebRequest) throws {
    guard origins.allows(origin: request.headers["origin"]) else {
      throw APIProblem(403, "origin", "requests from other sites are refused: allow an origin with AUTOTRADER_DASHBOARD_ORIGINS")
    }
  }
}
