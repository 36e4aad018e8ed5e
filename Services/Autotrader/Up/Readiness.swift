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
    _ processes: [ReplicaProcess], _ bus: Bus, within limit: Duration = limit, onReady: @escaping @Sendable (ReplicaProcess) -> Void
  ) async throws -> [ReplicaProcess] {
    let deadline = time.now + limit
    let ready = await withTaskGroup(of: String?.self) { group in
      for process in processes {
        group.addTask {
          guard await answers(process, bus, deadline) else { return nil }
          onReady(process)
          return process.name
        }
      }
      var ready: Set<String> = []
      for await case let name? in group { ready.insert(name) }
      return ready
    }
    try Task.checkCancellation()
    return processes.filter { !ready.contains($0.name) }
  }

  private func answers(_ process: ReplicaProcess, _ bus: Bus, _ deadline: Timestamp) async -> Bool {
    while !Task.isCancelled && time.now < deadline {
      do {
        _ = try await bus.ask(
          Ping(), of: process.service, at: process.address, within: min(Self.attempt, deadline - time.now))
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
