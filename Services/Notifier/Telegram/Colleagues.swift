import Messages
import Messaging
import Model

/// The other services, asked with a deadline. None of them has to be up for the notifier to work.
protocol Colleagues: Sendable {
  func ask<Asked: AddressedRequest>(_ request: Asked, within limit: Duration) async throws -> Asked.Reply
  func ping(_ service: ServiceName) async throws -> Ping.Reply
}

extension Bus: Colleagues {
  package func ping(_ service: ServiceName) async throws -> Ping.Reply { try await ask(Ping(), of: service, within: .seconds(1)) }
}

extension Colleagues {
  /// For a person who waits at a phone.
  func ask<Asked: AddressedRequest>(_ request: Asked) async throws -> Asked.Reply { try await ask(request, within: .seconds(3)) }
}
