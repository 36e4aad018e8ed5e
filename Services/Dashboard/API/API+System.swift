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
        let readiness = Readiness(database: await gatekeeper.isReachable(), bus: presence.isHearing)
        return try .json(readiness, status: readiness.isReady ? 200 : 503)
      },
      get("/health") { _ in try .json(Services(services: await survey.states())) },
      get("/status") { _ in
        async let services = survey.states()
        let trading = try await owners.ask(GetTradingState()).state
        let cycle = try await owners.ask(GetCycle()).cycle
        return try .json(Status(mode: mode, trading: trading, cycle: cycle, services: await services))
      },
      get("/trading") { _ in
        try .json(try await cache.value(.trading, "trading") { try await owners.ask(GetTradingState()) })
      },
      get("/balance") { _ in
        try .json(try await cache.value(.wallet, "wallet") { try await owners.ask(GetWallet()) })
      },
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

  /// Database and bus: without the one nobody gets in, without the other what is shown is old.
  private struct Readiness: Encodable {
    let status: String
    let database: Bool
    let bus: Bool
    var isReady: Bool { database && bus }

    init(database: Bool, bus: Bool) {
      (self.database, self.bus) = (database, bus)
      let missing = [database ? nil : "the database", bus ? nil : "heartbeats on the bus"].compactMap(\.self)
      status = missing.isEmpty ? "ready" : "waiting for \(missing.joined(separator: " and "))"
    }
  }
}
