/// One method and path, who may ask for it, and what answers.
struct Route: Sendable {
  enum Access: Sendable, Equatable {
    case open
    /// A browser's page: who is not logged in is sent to the login.
    case page
    case scope(Scope)
  }

  typealias Handler = @Sendable (Call) async throws -> WebAnswer

  /// A request that has passed all checks.
  struct Call: Sendable {
    let request: WebRequest
    /// The values of `{name}` in the pattern.
    let parameters: [String: String]
    /// nil on open routes.
    let principal: Principal?

    func parameter(_ name: String) -> String { parameters[name] ?? "" }
  }

  let method: String
  /// Such as `/api/v1/trades/{id}`.
  let pattern: String
  let access: Access
  /// The names that a query may have here.
  let query: Set<String>
  let handler: Handler
  private let segments: [String]

  init(_ method: String, _ pattern: String, _ access: Access, query: Set<String> = [], _ handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.query = query
    self.handler = handler
    segments = pattern.split(separator: "/").map(String.init)
  }

  /// What a program asks for and does not get would be taken for an answer to it. Pages are asked for by people, whose links come from anywhere.
  /// - Throws: ``APIProblem`` naming a parameter of the query that is none here.
  func checkQuery(of request: WebRequest) throws(APIProblem) {
    guard pattern.hasPrefix("/api/"), let name = request.query.keys.filter({ !query.contains($0) }).min() else { return }
    let known = query.isEmpty ? "it has none" : query.sorted().joined(separator: ", ")
    throw APIProblem(400, "unknownParameter", "'\(name)' is no parameter of \(pattern): \(known)")
  }

  /// - Returns: the parameters when the path is this route's.
  func match(_ path: [String]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, part) in zip(segments, path) {
      if segment.hasPrefix("{"), segment.hasSuffix("}") {
        parameters[String(segment.dropFirst().dropLast())] = part
      } else if segment != part {
        return nil
      }
    }
    return parameters
  }
}
