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
  let handler: Handler
  private let segments: [String]

  init(_ method: String, _ pattern: String, _ access: Access, _ handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.handler = handler
    segments = pattern.split(separator: "/").map(String.init)
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
