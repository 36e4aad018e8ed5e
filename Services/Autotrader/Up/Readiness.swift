import HTTPClient
import Instance
import Logging
import Messages
import Messaging
import Model

/// Waits until the parts of a system answer.
struct Readiness: Sendable {
  static let limit = Duration.seconds(30)
  private static let attempt = Duration.milliseconds(500)

  let time: TimeSource

  /// Asks all at once. - Returns: those that did not answer before the limit.
  func services(
    _ names: [ServiceName], _ bus: Bus, within limit: Duration = limit, onReady: @escaping @Sendable (ServiceName) -> Void
  ) async throws -> [ServiceName] {
    let deadline = time.now + limit
    let ready = await withTaskGroup(of: ServiceName?.self) { group in
      for name in names { group.addTask { await answers(name, bus, deadline) ? name : nil } }
      var ready: Set<ServiceName> = []
      for await name in group {
        guard let name else { continue }
        ready.insert(name)
        onReady(name)
      }
      return ready
    }
    try Task.checkCancellation()
    return names.filter { !ready.contains($0) }
  }

  private func answers(_ name: ServiceName, _ bus: Bus, _ deadline: Timestamp) async -> Bool {
    while !Task.isCancelled && time.now < deadline {
      do {
        _ = try await bus.ask(Ping(), of: name, within: min(Self.attempt, deadline - time.now))
        return true
      } catch let error as BusError where error.code == .timeout {
        continue
      } catch {
        // An answer that is no pong: the service runs, but is not ready.
        do { try await Task.sleep(for: .milliseconds(100)) } catch { return false }
      }
    }
    return false
  }

  /// - Returns: whether the address answered 200 before the limit.
  func http(_ url: String, within limit: Duration = limit, logger: Logger) async throws -> Bool {
    let client = try HTTPClient(logger: logger)
    let deadline = time.now + limit
    var isReady = false
    while !isReady && !Task.isCancelled && time.now < deadline {
      do {
        isReady = try await client.send(HTTPRequest(method: .get, url: url, timeout: .seconds(2))).status == 200
      } catch {
        isReady = false  // Not listening yet.
      }
      if !isReady {
        do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
      }
    }
    await client.close()
    try Task.checkCancellation()
    return isReady
  }
}
