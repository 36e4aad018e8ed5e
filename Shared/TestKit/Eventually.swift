import Model

/// Waits until something holds, looking every few milliseconds, at most until the limit: for what other threads and processes do.
/// - Throws: ``TestFailure`` naming what did not happen.
package func eventually(
  _ what: String, within limit: Duration = .seconds(20), _ condition: @Sendable () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while clock.now < end {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw TestFailure("not within \(limit): \(what)")
}
