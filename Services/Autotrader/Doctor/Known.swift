/// A fact that could be read, or why not. An unreadable fact is never taken for a good one.
enum Known<Value: Sendable>: Sendable {
  case known(Value)
  case unknown(String)

  /// Reads the fact; an error becomes the reason.
  static func reading(_ body: () async throws -> Value) async -> Known {
    do { return .known(try await body()) } catch { return .unknown("\(error)") }
  }
}

extension Known: Equatable where Value: Equatable {}
