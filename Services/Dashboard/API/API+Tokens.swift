import Model

extension API {
  var tokenRoutes: [Route] {
    [
      Route("GET", "/api/v1/audit", .scope(.admin), query: ["limit"]) { call in
        let limit = try call.request.limit(default: 100, maximum: 1000)
        return try .json(["audit": try await gatekeeper.auditRecords(limit: limit)])
      },
      Route("GET", "/api/v1/tokens", .scope(.admin)) { _ in try .json(["tokens": try await gatekeeper.tokens()]) },
      change("POST", "/tokens", "make token", .admin) { call, _ in
        let body: TokenBody = try call.request.json()
        let name = body.name ?? ""
        let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard (1...60).contains(name.count), allowed else {
          throw APIProblem(400, "badName", "a token's name has 1 to 60 letters, digits, dots, dashes or underscores")
        }
        guard let scope = body.scope else { throw APIProblem(400, "badScope", "scope must be read, trade or admin") }
        guard (1...3650).contains(body.days ?? 1) else { throw APIProblem(400, "badDays", "days must be a number from 1 to 3650") }
        let lasting = body.days.map { Duration.seconds(86_400 * $0) }
        let token = try await gatekeeper.makeToken(name, scope, lasting: lasting)
        return (try .json(MadeToken(name: name, scope: scope, token: token), status: 201), "\(name): \(scope.rawValue)")
      },
      change("DELETE", "/tokens/{name}", "revoke token", .admin) { call, _ in
        let name = call.parameter("name")
        guard try await gatekeeper.revokeToken(name) else { throw APIProblem(404, "unknownToken", "there is no valid token named \(name)") }
        return (WebAnswer(status: 204), "revoked")
      },
    ]
  }

  private struct TokenBody: Decodable {
    var name: String?
    var scope: Scope?
    var days: Int?
  }

  /// The one time that the token itself is shown.
  private struct MadeToken: Encodable {
    let name: String
    let scope: Scope
    let token: String
  }
}
