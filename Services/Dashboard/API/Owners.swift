import Messages
import Messaging
import Model

/// Those who own what is shown. Only requests go to them; nothing is read from their tables.
protocol Owners: Sendable {
  func ask<Asked: AddressedRequest>(_ request: Asked) async throws -> Asked.Reply
  func ask<Asked: Request>(_ request: Asked, of service: ServiceName) async throws -> Asked.Reply
}

struct BusOwners: Owners {
  let bus: Bus

  func ask<Asked: AddressedRequest>(_ request: Asked) async throws -> Asked.Reply { try await bus.ask(request, within: .seconds(3)) }
  func ask<Asked: Request>(_ request: Asked, of service: ServiceName) async throws -> Asked.Reply {
    try await bus.ask(request, of: service, within: .seconds(1))
  }
}
