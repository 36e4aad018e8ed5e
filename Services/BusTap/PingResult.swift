import Instance
import Messages
import Messaging
import Model

/// The answer to one ping, or that there was none.
package struct PingResult: Encodable, Equatable, Sendable {
  package let service: ServiceName
  package let address: String
  package let ok: Bool
  package let version: String?
  package let startedAt: String?
  package let lastNumber: Int64?
  package let milliseconds: Double?
  package let error: String?

  /// - Parameter bus: this process's; it is not closed.
  package static func of(
    _ service: ServiceName, _ bus: Bus, addresses: BusAddresses, within limit: Duration, time: TimeSource = .system
  ) async -> PingResult {
    let address = addresses.services[service]?.joined(separator: ", ") ?? "no address"
    let start = time.now
    do {
      let reply = try await bus.ask(Ping(), of: service, within: limit)
      let milliseconds = Double((time.now - start).wholeNanoseconds / 1000) / 1000
      return PingResult(
        service: service, address: address, ok: true, version: reply.version, startedAt: reply.startedAt.description,
        lastNumber: reply.lastNumber, milliseconds: milliseconds, error: nil)
    } catch {
      return PingResult(
        service: service, address: address, ok: false, version: nil, startedAt: nil, lastNumber: nil, milliseconds: nil, error: "\(error)")
    }
  }

  var sentence: String {
    guard ok else { return "\(service.rawValue) does not answer at \(address): \(error ?? "no reason given")" }
    return "\(service.rawValue) answers at \(address): version \(version ?? "?"), started \(startedAt ?? "?"), "
      + "outbox \(lastNumber ?? 0), \(milliseconds ?? 0) ms"
  }
}
