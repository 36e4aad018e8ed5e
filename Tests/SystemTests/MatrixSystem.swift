import Bybit
import Database
import Foundation
import HTTPClient
import Instance
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import TestKit
import Testing

/// A running system whose kill points can be armed. Cycles run on request only, in a market in which nothing ends by itself meanwhile.
struct MatrixSystem: Sendable {
  static let startBalance = "100000"
  private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  let system: RunningSystem
  let books: Books
  let bus: Bus
  let exchange: BybitClient
  private let folder: String
  private let database: Database

  init(symbols: Int, basePort: Int) async throws {
    folder = try TestFolder.make("kill-matrix")
    system = try RunningSystem(
      CalmMarket.arguments(symbols: (0..<symbols).map(Self.name)), basePort: basePort,
      environment: CalmMarket.environment.merging([
        "AUTOTRADER_RISK_SLOTS": "100", "AUTOTRADER_RISK_FRACTION": "0.0001", "AUTOTRADER_APPROVAL_DELAY": "0",
        "AUTOTRADER_MONITORING_INTERVAL": "1", ConfigurationKey.killPoints.environmentName: folder,
      ]) { $1 })
    try await system.waitUntilReady()
    let instance = try system.instance()
    database = try system.auditor()
    books = Books(database: database)
    bus = try Bus(try instance.addresses, caller: "system-test", logger: Self.quiet)
    func secret(_ name: String) throws -> String { try String(contentsOfFile: "\(instance.directory)/secrets/\(name)", encoding: .utf8) }
    exchange = try BybitClient(
      BybitConfiguration(
        baseURL: instance.exchange, credentials: BybitCredentials(key: try secret("exchange-key"), secret: try secret("exchange-secret")),
        allowsPlainHTTP: true),
      http: try HTTPClient(HTTPClientConfiguration(allowsPlainHTTP: true), logger: Self.quiet), logger: Self.quiet)
  }

  private static func name(_ number: Int) -> String { "COIN\(number)USDT" }

  func remove() async throws {
    await bus.close()
    try FileManager.default.removeItem(atPath: folder)
    try system.remove()
  }

  // MARK: Killing

  func arm(_ cell: KillCell) throws { try Data().write(to: URL(fileURLWithPath: KillPoints.file(cell.service, cell.point, in: folder))) }

  func hasFired(_ cell: KillCell) -> Bool {
    !FileManager.default.fileExists(atPath: KillPoints.file(cell.service, cell.point, in: folder))
  }

  /// Waits until a killed service has another process. - Parameter old: the killed one.
  func waitForRestart(_ service: ServiceName, of old: Int32?) async throws {
    try await eventually("\(service.rawValue) is started again") { try system.pid(of: service.rawValue) != old }
  }

  // MARK: Cycles

  /// Runs one cycle to its end.
  func cycle(symbols: Range<Int>) async throws -> CycleEnd {
    let request = RunCycle(timeframe: CalmMarket.timeframe, symbols: symbols.compactMap { Symbol(Self.name($0)) })
    let id = try await bus.ask(request, within: .seconds(30)).cycleID
    try await eventually("cycle \(id) ends", within: .seconds(150)) { try await books.cycleHasEnded(id) }
    return try await database.transaction { try CycleEnd(id, $0) }
  }

  // MARK: Trades

  func openTrades() async throws -> [(id: TradeID, symbol: Symbol)] {
    try await database.transaction {
      try $0.execute("SELECT id, symbol FROM execution.trades WHERE status = 'open' ORDER BY created_at")
        .map { (try $0.read("id"), try $0.read("symbol")) }
    }
  }

  /// Asks as `autotrader close` does; without an answer, asks again.
  func close(_ trade: TradeID) async throws {
    try await eventually("the request to close is answered", within: .seconds(120)) {
      do {
        _ = try await bus.ask(CloseTrade(tradeID: trade, decidedBy: "test"), within: .seconds(3))
        return true
      } catch let error as BusError where error.code == .timeout {
        return false
      }
    }
  }

  func isClosed(_ trade: TradeID) async throws -> Bool {
    try await database.transaction { try $0.exists("SELECT 1 FROM execution.trades WHERE id = $1::uuid AND status = 'closed'", trade) }
  }

  /// Takes a position's stop away while the executor, which would set it again at once, is frozen. Afterwards the executor leads and sets it.
  func withoutStop(_ symbol: Symbol, _ body: () async throws -> Void) async throws {
    let executor = try #require(try system.pid(of: ServiceName.executor.rawValue))
    #expect(kill(executor, SIGSTOP) == 0)
    defer { #expect(kill(executor, SIGCONT) == 0) }
    try await exchange.setTradingStop(symbol, stopLoss: .zero)
    try await body()
  }

  func hasStop(_ symbol: Symbol) async throws -> Bool {
    try await exchange.positions(symbol).contains { $0.stopLoss != nil }
  }

  func alerts(_ trade: TradeID) async throws -> Int {
    try await database.transaction {
      try $0.execute(
        "SELECT count(*) AS n FROM monitoring.outbox WHERE topic = 'position-monitor.position.alert' AND payload->>'tradeID' = $1", trade
      ).first?.read("n", as: Int.self) ?? 0
    }
  }
}
