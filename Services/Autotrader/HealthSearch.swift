import Messages
import Messaging
import Model

/// Asks a service how it is. Of several processes the one that works is meant: a standby answers as well, and nothing ever fails at it.
struct HealthSearch: Sendable {
  let bus: Bus
  let addresses: BusAddresses
  /// For each answer.
  let limit: Duration

  /// - Throws: `BusError` when no process answers.
  func health(of name: ServiceName) async throws -> GetHealth.Reply {
    let endpoints = addresses.services[name] ?? []
    guard endpoints.count > 1 else { return try await bus.ask(GetHealth(), of: name, within: limit) }
    let replies = await withTaskGroup(of: (Int, GetHealth.Reply?).self) { group in
      for (index, endpoint) in endpoints.enumerated() {
        group.addTask {
          do { return (index, try await bus.ask(GetHealth(), of: name, at: endpoint, within: limit)) } catch { return (index, nil) }
        }
      }
      var replies: [(Int, GetHealth.Reply)] = []
      for await (index, reply) in group { if let reply { replies.append((index, reply)) } }
      return replies.sorted { $0.0 < $1.0 }.map(\.1)
    }
    guard let reply = Self.together(replies) else { throw BusError(.timeout, "no process of \(name.rawValue) answers") }
    return reply
  }

  /// The leader's, or the first where all work or nobody leads; with the failing workers of all. nil when there is none.
  static func together(_ replies: [GetHealth.Reply]) -> GetHealth.Reply? {
    guard let reply = replies.first(where: { $0.role == ReplicaRole.leader.rawValue }) ?? replies.first else { return nil }
    let failing = replies.compactMap(\.failing)
    return GetHealth.Reply(
      processID: reply.processID, role: reply.role, migration: reply.migration, committed: reply.committed, published: reply.published,
      parked: reply.parked, consumers: reply.consumers, breakers: reply.breakers, failing: failing.isEmpty ? nil : failing.flatMap(\.self))
  }
}
