import Model

/// Waits until something holds, looking every few milliseconds, at most until the limit: for what other threads and processes do.
///
/// The limit only keeps a test from hanging: it is meant to be longer than a busy machine needs.
/// - Throws: ``TestFailure`` naming what did not happen.
package func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ condition: @Sendable () async throws -> Bool
) async throws {
  try await eventuallyFound(what, within: limit) { try await condition() ? () : nil }
}

/// As ``eventually(_:within:_:)``, for what is looked for and then used.
package func eventuallyFound<Value>(
  _ what: String, within limit: Duration = .seconds(60), every pause: Duration = .milliseconds(10),
  isolation: isolated (any Actor)? = #isolation, _ find: () async throws -> Value?
) async throws -> Value {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while true {
    // Looked at once more after the limit: the machine, and not only what is waited for, may have stood still.
    let isLast = clock.now >= end
    if let value = try await find() { return value }
    if isLast { throw TestFailure("not within \(limit): \(what)") }
    try await Task.sleep(for: pause)
  }
}
