import Bybit
import Database
import FoundationEssentials
import Glibc
import Instance
import Logging
import Messages
import Messaging
import Model
import ServiceKit

/// Gathers the facts, everything at once. What cannot be read is a fact too; nothing here fails.
struct DoctorReader: Sendable {
  let settings: Settings
  let bus: Bus
  let location: SystemLocation
  /// For each service's answer.
  let limit: Duration
  let logger: Logger

  func read() async throws -> DoctorFacts {
    let mode = try settings.tradingMode()
    let limits = DoctorFacts.Limits(
      mode: mode, leverage: try settings.decimal(.leverage), recvWindow: BybitConfiguration(baseURL: "").recvWindow,
      busMigrations: BusTables.migrator.count, version: ProgramVersion.current)
    async let pings = answers { try await bus.ask(Ping(), of: $0, within: limit) }
    let search = HealthSearch(bus: bus, addresses: location.addresses, limit: limit)
    async let healths = answers { $0 == .messageBus ? nil : try await search.health(of: $0) }
    async let database = Known.reading { try await DatabaseReader(settings: settings, mode: mode).read() }
    async let exchange = Known.reading { try await ExchangeReader(settings: settings, logger: logger).read() }
    async let analyst = Known.reading { try await AnalystReader(settings: settings, logger: logger).read() }
    let path = location.instance?.directory ?? FileManager.default.currentDirectoryPath
    let answered = await healths
    let now = TimeSource.system.now
    return DoctorFacts(
      limits: limits, hasBusKeys: location.addresses.keys != nil, isBusLocal: Self.isLocal(location.addresses), pings: await pings,
      migrations: answered.compactMapValues(\.migration),
      failing: answered.compactMapValues { $0.failing?.map { FailingWorker($0, now: now) } },
      ahead: await AheadSearch(bus: bus, limit: limit).lags(answered), database: await database, exchange: await exchange,
      analyst: await analyst,
      disk: await .reading { try Self.disk(path) })
  }

  /// Of those who answer in time.
  private func answers<Reply: Sendable>(
    _ ask: @escaping @Sendable (ServiceName) async throws -> Reply?
  ) async -> [ServiceName: Reply] {
    await withTaskGroup(of: (ServiceName, Reply?).self) { group in
      for name in ServiceName.allCases {
        group.addTask { do { return (name, try await ask(name)) } catch { return (name, nil) } }
      }
      var replies: [ServiceName: Reply] = [:]
      for await (name, reply) in group { replies[name] = reply }
      return replies
    }
  }

  static func isLocal(_ addresses: BusAddresses) -> Bool {
    let all = [addresses.publishers, addresses.subscribers] + addresses.services.values.flatMap { $0 }
    return all.allSatisfy { address in
      ["tcp://127.", "tcp://localhost:", "ipc://", "inproc://"].contains { address.hasPrefix($0) }
    }
  }

  private static func disk(_ path: String) throws -> DiskFacts {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw CannotTell("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    let block = Int64(status.f_frsize)
    return DiskFacts(path: path, free: Int64(status.f_bavail) * block, total: Int64(status.f_blocks) * block)
  }
}
