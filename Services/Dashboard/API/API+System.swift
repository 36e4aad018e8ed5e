import Messages
import Model
import ServiceKit

extension API {
  var systemRoutes: [Route] {
    [
      Route("GET", "/api/v1/ping", .open) { _ in try .json(Pong(service: ServiceName.dashboard.rawValue, version: ProgramVersion.current))
      },
      Route("GET", "/healthz", .open) { _ in try .json(["status": "ok"]) },
      Route("GET", "/readyz", .open) { _ in
        let isReady = await isReady()
        return try .json(["status": isReady ? "ready" : "waiting for the owners of the data"], status: isReady ? 200 : 503)
      },
      get("/health") { _ in try .json(Services(services: await services())) },
      get("/status") { _ in
        async let services = services()
        let trading = try await owners.ask(GetTradingState()).state
        let cycle = try await owners.ask(GetCycle()).cycle
        return try .json(Status(mode: mode, trading: trading, cycle: cycle, services: await services))
      },
      get("/trading") { _ in
        try .json(try await cache.value(.trading, "trading") { try await owners.ask(GetTradingState()) })
      },
      get("/balance") { _ in try .json(try await owners.ask(GetWallet())) },
    ]
  }

  private struct Pong: Encodable {
    let service: String
    let version: String
  }

  private struct Services: Encodable { let services: [ServiceState] }

  private struct Status: Encodable {
    let mode: TradingMode
    let trading: TradingStateReport
    let cycle: CycleReport?
    let services: [ServiceState]
  }

  /// How a service is; only the name when it does not answer.
  struct ServiceState: Encodable, Sendable {
    let name: ServiceName
    let ok: Bool
    var version: String?
    var startedAt: Timestamp?
    /// `leader` or `standby`; nil where the service holds no lease.
    var role: String?
    var parked: Int64?
    var waiting: Int64?
    var breakers: [GetHealth.Breaker] = []
  }

  private func isReady() async -> Bool {
    do {
      _ = try await owners.ask(Ping(), of: .riskManager)
      return true
    } catch {
      return false
    }
  }

  private func services() async -> [ServiceState] {
    await withTaskGroup(of: (Int, ServiceState).self) { group in
      for (index, name) in ServiceName.allCases.enumerated() where name != .dashboard {
        group.addTask { (index, await service(name)) }
      }
      var states: [(Int, ServiceState)] = []
      for await state in group { states.append(state) }
      return states.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func service(_ name: ServiceName) async -> ServiceState {
    do {
      let ping = try await owners.ask(Ping(), of: name)
      // The forwarder owns no slice.
      guard name != .messageBus else { return ServiceState(name: name, ok: true, version: ping.version, startedAt: ping.startedAt) }
      let health = try await owners.ask(GetHealth(), of: name)
      return ServiceState(
        name: name, ok: true, version: ping.version, startedAt: ping.startedAt, role: health.role, parked: health.parked,
        waiting: health.committed - health.published, breakers: health.breakers)
    } catch {
      return ServiceState(name: name, ok: false)
    }
  }
}
