import Bybit
import Messages
import Model
import Testing
import TradingRules

@testable import Autotrader

@Suite struct DoctorRulesTests {
  private static let at = Timestamp(milliseconds: 1_700_000_000_000)

  private static func slice(
    _ schema: String, foreign: [String] = [], bus: Int? = 3, own: Int? = 1, isStrong: Bool = false, role: Bool = true
  )
    -> DatabaseFacts.SliceFacts
  {
    DatabaseFacts.SliceFacts(
      service: schema == "charts" ? .chartSourcer : .riskManager, schema: schema, hasRole: role, isSuperuser: isStrong,
      foreignSchemas: foreign, busMigration: bus, migration: own)
  }

  private static func database(
    version: Int = 150_006, isDurable: Bool = true, _ slices: [DatabaseFacts.SliceFacts] = [Self.slice("charts"), Self.slice("risk")],
    clearance: ModeClearance? = nil, dangling: [String: Int] = [:]
  ) -> Known<DatabaseFacts> {
    .known(
      DatabaseFacts(
        serverVersion: version, isDurable: isDurable, slices: slices, clearance: clearance, danglingReferences: dangling))
  }

  private static func rights(_ permissions: [String: [String]] = ["ContractTrade": ["Order", "Position"]], addresses: [String] = ["*"])
    -> Known<APIKeyRights>
  {
    .known(APIKeyRights(isReadOnly: false, permissions: permissions, addresses: addresses, expiresAt: nil))
  }

  private static func symbol(maximum: Double? = 100, isHedged: Bool = false, hasPosition: Bool = false) throws -> ExchangeFacts.SymbolFacts
  {
    ExchangeFacts.SymbolFacts(
      symbol: try #require(Symbol("BTCUSDT")), maximumLeverage: maximum, leverage: 5, isHedged: isHedged, hasPosition: hasPosition)
  }

  private static func exchange(
    offset: Duration = .zero, _ rights: Known<APIKeyRights> = Self.rights(), _ symbols: [ExchangeFacts.SymbolFacts]? = nil
  ) throws -> Known<ExchangeFacts> {
    .known(
      ExchangeFacts(address: "http://paper", clockOffset: offset, rights: rights, symbols: .known(try symbols ?? [symbol()])))
  }

  private static func facts(
    mode: TradingMode = .paper, silent: [ServiceName] = [], versions: [ServiceName: String] = [:],
    migrations: [ServiceName: Int] = [.chartSourcer: 1, .riskManager: 1],
    hasBusKeys: Bool = false, isBusLocal: Bool = true, database: Known<DatabaseFacts> = Self.database(),
    exchange: Known<ExchangeFacts>? = nil,
    analyst: Known<AnalystFacts> = .known(AnalystFacts(access: .rules, wanted: ["m"])), free: Int64 = 10_000_000_000,
    failing: [ServiceName: [FailingWorker]] = [:], ahead: [ConsumerLag] = []
  ) throws -> DoctorFacts {
    var pings: [ServiceName: Ping.Reply] = [:]
    for name in ServiceName.allCases where !silent.contains(name) {
      pings[name] = Ping.Reply(service: name, version: versions[name] ?? "0.1.0", startedAt: at, lastNumber: 0)
    }
    return DoctorFacts(
      limits: DoctorFacts.Limits(mode: mode, leverage: 5, recvWindow: .seconds(2), busMigrations: 3, version: "0.1.0"),
      hasBusKeys: hasBusKeys, isBusLocal: isBusLocal, pings: pings, migrations: migrations, failing: failing, ahead: ahead,
      database: database,
      exchange: try exchange ?? Self.exchange(), analyst: analyst, disk: .known(DiskFacts(path: "/", free: free, total: 20_000_000_000)))
  }

  private static func findings(_ facts: DoctorFacts) -> [String: Finding] {
    Dictionary(uniqueKeysWithValues: DoctorRules.findings(facts).map { ($0.check, $0) })
  }

  @Test func `a system without a fault has only good findings, and each says something`() throws {
    let findings = DoctorRules.findings(try Self.facts())
    #expect(findings.allSatisfy { $0.verdict == .good && $0.fix == nil && !$0.message.isEmpty })
    #expect(DoctorReport(mode: .paper, findings: findings).healthy)
  }

  @Test func `whatever is not good comes with a fix`() throws {
    let bad = try Self.facts(
      mode: .live, silent: [.executor], versions: [.notifier: "0.0.9"], isBusLocal: false,
      database: Self.database(
        version: 140_000, isDurable: false, [Self.slice("charts", foreign: ["risk"], bus: 4)], dangling: ["orphans": 2]),
      exchange: try Self.exchange(
        offset: .seconds(3), Self.rights(["Wallet": ["Withdraw"]]), [Self.symbol(maximum: 3, isHedged: true, hasPosition: true)]),
      analyst: .known(AnalystFacts(access: .refused(status: 401), wanted: ["m"])), free: 1_000_000)
    let findings = DoctorRules.findings(bad)
    for finding in findings where finding.verdict != .good { #expect(finding.fix?.isEmpty == false, "\(finding.check)") }
    let failed = Set(findings.filter { $0.verdict == .failed }.map(\.check))
    #expect(
      failed == [
        "bus", "version", "database", "durability", "rights", "schema", "clock", "key", "position-mode", "leverage", "analyst", "disk",
      ])
    #expect(Set(findings.filter { $0.verdict == .warning }.map(\.check)) == ["keys", "references"])
  }

  @Test func `a failing worker and an outbox that was set back fail, and the fix names the schema and how far`() throws {
    let worker = FailingWorker(
      GetHealth.FailingWorker(worker: "closes", since: Self.at, failures: 9, error: "no such table"), now: Self.at + .seconds(61))
    let young = FailingWorker(
      GetHealth.FailingWorker(worker: "charts", since: Self.at, failures: 1, error: "no"), now: Self.at + .seconds(1))
    let ahead = [
      ConsumerLag(consumer: .notifier, producer: .riskManager, behind: 0, oldestSeconds: nil, ahead: 3),
      ConsumerLag(consumer: .executor, producer: .riskManager, behind: 0, oldestSeconds: nil, ahead: 60),
    ]
    let found = Self.findings(try Self.facts(failing: [.executor: [worker], .chartSourcer: [young]], ahead: ahead))
    #expect(found["workers"]?.verdict == .failed)
    #expect(found["workers"]?.message == "executor's closes has failed for 1 min 1 s, 9 times in a row: no such table")
    #expect(found["outboxes"]?.verdict == .failed)
    #expect(found["outboxes"]?.message.contains("executor has handled 60 events more of risk-manager") == true)
    #expect(found["outboxes"]?.fix?.contains("UPDATE risk.outbox_counter SET last_number = last_number + 60") == true)
    #expect(Self.findings(try Self.facts(failing: [.chartSourcer: [young]]))["workers"]?.verdict == .good)
  }

  @Test func `what cannot be read is never taken for good`() throws {
    let findings = Self.findings(
      try Self.facts(
        database: .unknown("no answer"), exchange: .unknown("timed out"), analyst: .unknown("no route")))
    for check in ["database", "exchange", "analyst"] { #expect(findings[check]?.verdict == .failed, "\(check)") }
    #expect(findings["exchange"]?.message == "timed out")
    let keyless = Self.findings(try Self.facts(exchange: Self.exchange(.unknown("10003: API key is invalid"))))
    #expect(keyless["key"]?.verdict == .failed && keyless["key"]?.message.contains("10003") == true)
  }

  @Test func `tables that a newer service has made fail, and so do tables behind their service`() throws {
    func schema(_ own: Int?, known: [ServiceName: Int]) throws -> Finding? {
      let database = Self.database([Self.slice("charts", own: own), Self.slice("risk")])
      return Self.findings(try Self.facts(migrations: known, database: database))["schema"]
    }
    let known: [ServiceName: Int] = [.chartSourcer: 2, .riskManager: 1]
    #expect(try schema(2, known: known)?.verdict == .good)
    let newer = try #require(try schema(9999, known: known))
    #expect(newer.verdict == .failed && newer.message.contains("charts") && newer.message.contains("9999"))
    let older = try #require(try schema(1, known: known))
    #expect(older.verdict == .failed && older.message.contains("charts") && !older.message.contains("risk"))
    #expect(try schema(nil, known: known)?.verdict == .failed)
    let silent = try #require(try schema(2, known: [.riskManager: 1]))
    #expect(silent.verdict == .warning && silent.message.contains("chart-sourcer"))
  }

  @Test(arguments: [(0, "good"), (499, "good"), (500, "warning"), (-1999, "warning"), (2000, "failed"), (-2000, "failed")])
  func `a clock that is off by the window of a request fails, by a quarter of it warns`(_ milliseconds: Int, _ verdict: String) throws {
    let found = Self.findings(try Self.facts(exchange: Self.exchange(offset: .milliseconds(milliseconds))))
    #expect(found["clock"]?.verdict.rawValue == verdict)
  }

  @Test(arguments: TradingMode.allCases) func `a key that can withdraw fails in live and warns elsewhere`(_ mode: TradingMode) throws {
    let key = Self.rights(["ContractTrade": ["Order", "Position"], "Wallet": ["Withdraw"]], addresses: ["203.0.113.7"])
    let found = Self.findings(try Self.facts(mode: mode, exchange: Self.exchange(key)))
    #expect(found["key"]?.verdict == (mode == .live ? .failed : .warning))
  }

  @Test func `a key that may not order fails, one for any address warns outside of paper`() throws {
    #expect(Self.findings(try Self.facts(exchange: Self.exchange(Self.rights(["Spot": ["SpotTrade"]]))))["key"]?.verdict == .failed)
    #expect(Self.findings(try Self.facts(mode: .live, exchange: Self.exchange(Self.rights())))["key"]?.verdict == .warning)
    let bound = Self.rights(addresses: ["203.0.113.7"])
    #expect(Self.findings(try Self.facts(mode: .live, exchange: Self.exchange(bound)))["key"]?.verdict == .good)
  }

  @Test func `hedge mode without a position is set right by the executor, with one it is not`() throws {
    let flat = Self.findings(try Self.facts(exchange: Self.exchange(Self.rights(), [Self.symbol(isHedged: true)])))
    #expect(flat["position-mode"]?.verdict == .warning)
    let held = Self.findings(
      try Self.facts(exchange: Self.exchange(Self.rights(), [Self.symbol(isHedged: true, hasPosition: true)])))
    #expect(held["position-mode"]?.verdict == .failed)
    let unknown = Self.findings(try Self.facts(exchange: Self.exchange(Self.rights(), [Self.symbol(maximum: nil)])))
    #expect(unknown["leverage"]?.message == "the exchange does not trade BTCUSDT")
  }

  @Test func `live is not ready before enough paper trades have closed`() throws {
    func practice(_ closed: Int) throws -> Finding? {
      let clearance = ModeClearance(mode: .live, closedPaperTrades: closed, requiredPaperTrades: 20, unfinished: [:])
      return Self.findings(try Self.facts(mode: .live, database: Self.database(clearance: clearance)))["practice"]
    }
    #expect(try practice(19)?.verdict == .failed && practice(20)?.verdict == .good)
  }

  @Test func `a plain bus beyond this machine warns, with keys it does not`() throws {
    #expect(Self.findings(try Self.facts(isBusLocal: false))["keys"]?.verdict == .warning)
    #expect(Self.findings(try Self.facts(hasBusKeys: true, isBusLocal: false))["keys"]?.verdict == .good)
  }

  @Test func `models that the server does not offer are named`() throws {
    func analyst(_ offered: [String]?) throws -> Finding? {
      Self.findings(try Self.facts(analyst: .known(AnalystFacts(access: .models(offered), wanted: ["a", "b"]))))["analyst"]
    }
    #expect(try analyst(["a", "b", "c"])?.verdict == .good && analyst(nil)?.verdict == .good)
    #expect(try analyst(["a"])?.message == "the models' server does not offer b")
  }
}
