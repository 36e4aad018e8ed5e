import Database
import HTTPClient
import Logging
import Messages
import Messaging
import Model
import TestKit

/// What the test of a halt asks and does, over every restart of its system.
struct HaltedSystem {
  struct OpenTrade: Sendable {
    let id: TradeID
    let symbol: Symbol
    let side: Side
    let entryPrice: Price
    let stopLoss: Price
    let takeProfit: Price
    let quantity: Quantity
  }

  private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let system: RunningSystem
  private let database: Database

  init(_ system: RunningSystem) async throws {
    self.system = system
    try await system.waitUntilReady()
    database = try system.auditor()
  }

  private func rows<Value: Sendable>(_ sql: String, _ read: @Sendable (Row) throws -> Value) async throws -> [Value] {
    try await database.transaction { try $0.execute(sql).map(read) }
  }

  func startCycle() async throws -> CycleID {
    let bus = try Bus(try system.instance().addresses, caller: "system-test", logger: Self.quiet)
    let cycle = try await bus.ask(RunCycle(timeframe: CalmMarket.timeframe), within: .seconds(20)).cycleID
    await bus.close()
    return cycle
  }

  /// Every cycle that was ever planned.
  func cycles() async throws -> [CycleID] {
    try await rows("SELECT cycle_id FROM charts.cycles ORDER BY planned_at") { try $0.read("cycle_id") }
  }

  /// The proposals of a cycle, when it is ranked, each signal is proposed or declined, and every proposal waits.
  func waitingProposals(atLeast count: Int, in cycle: CycleID) async throws -> [String] {
    try await eventually("\(count) proposals wait, and nothing more of the cycle is under way", within: .seconds(120)) {
      try await rows(
        """
        SELECT count(*) >= \(count) AS ready FROM notifications.approvals WHERE cycle_id = '\(cycle)' AND status = 'pending'
        HAVING count(*) = (SELECT count(*) FROM risk.outbox WHERE correlation_id = '\(cycle)' AND topic = 'risk-manager.trade.proposed')
          AND (SELECT sum(jsonb_array_length(payload->'signals')) FROM signals.outbox
            WHERE correlation_id = '\(cycle)' AND topic = 'signal-filter.signals.ranked')
          = (SELECT count(*) FROM risk.outbox
            WHERE correlation_id = '\(cycle)' AND topic IN ('risk-manager.trade.proposed', 'risk-manager.trade.declined'))
        """
      ) { try $0.read("ready", as: Bool.self) } == [true]
    }
    return try await rows("SELECT proposal_id FROM notifications.approvals WHERE cycle_id = '\(cycle)' ORDER BY proposal_id") {
      try $0.read("proposal_id", as: String.self)
    }
  }

  /// - Parameter status: `pending`, or `rejected by halt`.
  func approvals(_ status: String) async throws -> Set<String> {
    try await Set(
      rows("SELECT proposal_id, status || coalesce(' by ' || channel, '') AS status FROM notifications.approvals") {
        (try $0.read("proposal_id", as: String.self), try $0.read("status", as: String.self))
      }.filter { $0.1 == status }.map(\.0))
  }

  func trades(_ status: String) async throws -> [OpenTrade] {
    try await rows(
      "SELECT id, symbol, side, entry_price, stop_loss, take_profit, quantity FROM execution.trades WHERE status = '\(status)'"
    ) {
      OpenTrade(
        id: try $0.read("id"), symbol: try $0.read("symbol"), side: try $0.read("side"), entryPrice: try $0.read("entry_price"),
        stopLoss: try $0.read("stop_loss"), takeProfit: try $0.read("take_profit"), quantity: try $0.read("quantity"))
    }
  }

  func entries() async throws -> Int {
    try await rows("SELECT count(*) AS n FROM execution.orders WHERE purpose = 'e'") { try $0.read("n", as: Int.self) }.first ?? 0
  }

  func closeReasons() async throws -> Set<String> {
    try await Set(rows("SELECT reason FROM execution.trades WHERE status = 'closed'") { try $0.read("reason", as: String.self) })
  }

  /// What must not change: level, reason, who and when, the day's first and the highest equity.
  func state() async throws -> String {
    try await rows(
      """
      SELECT concat_ws(' ', level, reason, message, decided_by, since, day, day_start_equity, peak_equity) AS state FROM risk.trading_state
      """
    ) { try $0.read("state", as: String.self) }.first ?? "none"
  }

  /// With no trade open the equity is the start plus what is booked, and it has been observed.
  func equityIsAsInTheLedger() async throws -> Bool {
    try await rows(
      "SELECT last_equity = \(MatrixSystem.startBalance) + (SELECT sum(amount) FROM execution.ledger) AS same FROM risk.trading_state"
    ) { try $0.read("same", as: Bool.self) } == [true]
  }

  /// The price of a trade's symbol jumps against it and beyond its stop, so far that the trade alone loses `loss`, in USDT.
  func gap(_ trade: OpenTrade, losing loss: Double) async throws {
    try await move(trade.symbol, to: trade.entryPrice.double - trade.side.sign * loss / trade.quantity.double)
  }

  /// The price of a symbol jumps.
  func move(_ symbol: Symbol, to price: Double) async throws {
    let instrument = try await instrument(symbol)
    guard let shock = Price(nearest: price)?.rounded(toMultipleOf: instrument.tickSize, .nearest) else {
      throw TestFailure("\(price) is no price")
    }
    let http = try HTTPClient(HTTPClientConfiguration(allowsPlainHTTP: true), logger: Self.quiet)
    let reply = try await http.send(
      HTTPRequest(
        method: .post, url: "\(try system.instance().exchangeControl)/control/price",
        headers: HTTPHeaders([("Content-Type", "application/json")]),
        body: Array(#"{"symbol":"\#(symbol)","price":"\#(shock)"}"#.utf8)))
    await http.close()
    guard reply.status == 200 else { throw TestFailure("the price was not moved: \(String(decoding: reply.body, as: UTF8.self))") }
  }

  private func instrument(_ symbol: Symbol) async throws -> Instrument {
    let bus = try Bus(try system.instance().addresses, caller: "system-test", logger: Self.quiet)
    let reply = try await bus.ask(GetInstruments(symbols: [symbol]), within: .seconds(30))
    await bus.close()
    guard let instrument = reply.instruments.first else { throw TestFailure("\(symbol) is not traded") }
    return instrument
  }
}
