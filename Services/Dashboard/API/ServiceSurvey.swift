import Messages
import Messaging
import Model

/// Asks every service how it is, all at once; the dashboard too, over the bus like the others. Who does not answer is told as such; nothing here fails.
struct ServiceSurvey: Sendable {
  let owners: any Owners
  let presence: SystemPresence

  func states() async -> [ServiceState] {
    let replicas = Dictionary(grouping: presence.replicas, by: \.service)
    return await withTaskGroup(of: (Int, ServiceState).self) { group in
      for (index, name) in ServiceName.allCases.enumerated() {
        group.addTask { (index, await state(of: name, replicas[name] ?? [])) }
      }
      var states: [(Int, ServiceState)] = []
      for await state in group { states.append(state) }
      return states.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func state(of name: ServiceName, _ replicas: [Presence.Replica]) async -> ServiceState {
    do {
      let ping = try await owners.ask(Ping(), of: name)
      // The forwarder owns no slice.
      guard name != .messageBus else {
        return ServiceState(name: name, ok: true, version: ping.version, startedAt: ping.startedAt, replicas: replicas)
      }
      let health = try await owners.ask(GetHealth(), of: name)
      return ServiceState(
        name: name, ok: true, version: ping.version, startedAt: ping.startedAt, role: health.role, committed: health.committed,
        parked: health.parked, waiting: max(0, health.committed - health.published), breakers: health.breakers,
        failing: health.failing ?? [],
        consumers: health.consumers, replicas: replicas)
    } catch {
      return ServiceState(name: name, ok: false, replicas: replicas)
    }
  }
}
