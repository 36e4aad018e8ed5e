import FoundationEssentials
import Instance
import Messages
import Messaging
import Model
import ServiceKit

/// Asks every service how it is, all at once. Who does not answer is told as such; nothing here fails.
struct StatusReader: Sendable {
  let bus: Bus
  let location: SystemLocation
  /// For each answer.
  let limit: Duration
  let time: TimeSource

  func read() async -> StatusReport {
    let answers = await withTaskGroup(of: (Int, ServiceStatus, GetHealth.Reply?).self) { group in
      for (index, name) in ServiceName.allCases.enumerated() {
        group.addTask {
          let replicas = await replicas(of: name)
          let answer = await service(name, replicas)
          var status = answer.0
          status.replicas = replicas
          return (index, status, answer.1)
        }
      }
      var answers: [(Int, ServiceStatus, GetHealth.Reply?)] = []
      for await answer in group { answers.append(answer) }
      return answers.sorted { $0.0 < $1.0 }
    }
    let services = answers.map(\.1)
    let healths = Dictionary(uniqueKeysWithValues: answers.compactMap { answer in answer.2.map { (answer.1.name, $0) } })
    return StatusReport(
      instance: location.instance, services: services, lags: await lags(healths),
      trading: await answer(from: .riskManager, services, GetTradingState()).map { TradingOutput($0.state) },
      lastCycle: await answer(from: .chartSourcer, services, GetCycle())?.cycle.map(CycleOutput.init),
      quarantines: await answer(from: .executor, services, ListQuarantines()).map { $0.quarantines.map(QuarantineOutput.init) })
  }

  /// - Parameter replicas: empty when there is one process. Of several the one that leads speaks for the service, in both answers: what a standby
  ///   says of itself is not how the service is.
  private func service(_ name: ServiceName, _ replicas: [ReplicaStatus]) async -> (ServiceStatus, GetHealth.Reply?) {
    let address = location.addresses.services[name]?.joined(separator: "|") ?? ""
    let speaker = ReplicaStatus.speaker(of: replicas)
    guard replicas.isEmpty || speaker != nil else { return (ServiceStatus(name, ok: false, address: address), nil) }
    let start = time.now
    do {
      let ping = try await ask(Ping(), name, speaker)
      let took = time.now - start
      // The forwarder owns no slice.
      let health =
        name == .messageBus ? nil : try await HealthSearch(bus: bus, addresses: location.addresses, limit: limit).health(of: name)
      let member = location.instance?.members.first { $0.name == speaker?.instance ?? name.rawValue }
      return (ServiceStatus(name, address: address, ping, health, member, took: took, now: time.now), health)
    } catch {
      return (ServiceStatus(name, ok: false, address: address), nil)
    }
  }

  private func ask<Asked: Request>(_ request: Asked, _ name: ServiceName, _ speaker: ReplicaStatus?) async throws -> Asked.Reply {
    guard let speaker else { return try await bus.ask(request, of: name, within: limit) }
    return try await bus.ask(request, of: name, at: speaker.address, within: limit)
  }

  /// Each by itself, when there are several.
  private func replicas(of name: ServiceName) async -> [ReplicaStatus] {
    let addresses = location.addresses.services[name] ?? []
    guard addresses.count > 1 else { return [] }
    return await withTaskGroup(of: (Int, ReplicaStatus).self) { group in
      for (index, address) in addresses.enumerated() {
        group.addTask { (index, await replica(ReplicaCounts.instance(of: name, index + 1), of: name, at: address)) }
      }
      var replicas: [(Int, ReplicaStatus)] = []
      for await replica in group { replicas.append(replica) }
      return replicas.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func replica(_ instance: String, of name: ServiceName, at address: String) async -> ReplicaStatus {
    let member = location.instance?.members.first { $0.name == instance }
    do {
      let ping = try await bus.ask(Ping(), of: name, at: address, within: limit)
      return ReplicaStatus(instance, address: address, ping, member, now: time.now)
    } catch {
      return ReplicaStatus(instance, address: address, nil, member, now: time.now)
    }
  }

  private func lags(_ healths: [ServiceName: GetHealth.Reply]) async -> [ConsumerLag] {
    var lags: [ConsumerLag] = []
    let ahead = await AheadSearch(bus: bus, limit: limit).lags(healths)
    for (consumer, health) in healths.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      for heard in health.consumers {
        guard let producer = healths[heard.producer] else { continue }
        let behind = max(0, producer.committed - heard.handled)
        let oldest = behind == 0 ? nil : await age(after: heard.handled, of: heard.producer)
        lags.append(
          ConsumerLag(
            consumer: consumer, producer: heard.producer, behind: behind, oldestSeconds: oldest,
            ahead: ahead.first { $0.consumer == consumer && $0.producer == heard.producer }?.ahead ?? 0))
      }
    }
    return lags
  }

  /// Of the first event after a number, in seconds; nil when the producer does not say.
  private func age(after number: Int64, of producer: ServiceName) async -> Double? {
    do {
      let reply = try await bus.ask(ReplayEvents(after: number, limit: 1), of: producer, within: limit)
      guard let wire = reply.events.first else { return nil }
      let event = try EncodedEvent(wireFormat: Data(wire.utf8))
      return Double((time.now - event.envelope.occurredAt).wholeMilliseconds) / 1000
    } catch {
      return nil
    }
  }

  /// nil when the service does not say; the table of services shows then why.
  private func answer<Asked: AddressedRequest>(
    from name: ServiceName, _ services: [ServiceStatus], _ request: Asked
  ) async -> Asked.Reply? {
    guard services.contains(where: { $0.name == name && $0.ok }) else { return nil }
    do { return try await bus.ask(request, within: limit) } catch { return nil }
  }
}
