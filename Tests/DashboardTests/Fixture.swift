import Database
import FoundationEssentials
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import TestKit
import Testing

@testable import Dashboard

enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  /// The folder of the pages in the sources.
  static let web: String = {
    let path = #filePath
    let root = path.firstRange(of: "/Tests/").map { path[..<$0.lowerBound] } ?? path[...]
    return "\(root)/Services/Dashboard/Web"
  }()

  static func position(_ symbol: String = "BTCUSDT", price: String = "100", at: Timestamp = start) throws -> LivePosition {
    LivePosition(
      tradeID: .random(), symbol: try #require(Symbol(symbol)), side: .buy, quantity: try #require(Quantity("1")),
      entryPrice: try #require(Price("100")), currentPrice: try #require(Price(price)), stopLoss: nil, takeProfit: nil,
      unrealizedPnL: .zero, liveRiskReward: 1, checkedAt: at)
  }

  static func resumed(_ by: String, number: Int64) throws -> EncodedEvent {
    try event(TradingResumed(decidedBy: by), number: number)
  }

  static func event<Payload: Event>(_ payload: Payload, number: Int64) throws -> EncodedEvent {
    EncodedEvent(
      envelope: Envelope(
        id: .random(), topic: Payload.topic, version: Payload.version, occurredAt: start, number: number, correlationID: .random(),
        causationID: nil, actBefore: nil), payload: try Wire.encoder.encode(payload))
  }

  static func trade(
    _ symbol: String = "BTCUSDT", profit: String?, closed: Duration, status: TradeStatus = .closed, reason: String? = nil
  ) throws -> Trade {
    Trade(
      tradeID: .random(), cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol(symbol)), side: .buy, status: status,
      quantity: try #require(Quantity("1")), entryPrice: Price("100"), stopLoss: Price("90"),
      realizedPnL: profit.flatMap { Money($0) }, reason: reason, createdAt: start,
      closedAt: status == .closed ? start + closed : nil)
  }

  /// What a trade was proposed with.
  static func approval(of trade: Trade) throws -> Approval {
    let price = try #require(Price("100"))
    return Approval(
      proposal: TradeProposal(
        proposalID: trade.tradeID.proposal, cycleID: trade.cycleID, analysisID: trade.analysisID, symbol: trade.symbol,
        timeframe: .oneMinute, side: .buy, quantity: trade.quantity, entryPrice: price, stopLoss: price, takeProfit: price,
        averageTrueRange: price, leverage: 1, notional: .zero, riskAmount: .zero, riskRewardRatio: 2, confidence: 0.7,
        promptName: "rules-1", approveBy: start, enterBy: start), status: .confirmed)
  }
}

/// Owners that answer what a test has told them to, by request name; anything else fails loudly.
struct ScriptedOwners: Owners {
  var replies: [String: @Sendable (Data) throws -> any Encodable & Sendable] = [:]

  func ask<Asked: AddressedRequest>(_ request: Asked) async throws -> Asked.Reply { try await ask(request, of: Asked.service) }

  func ask<Asked: Request>(_ request: Asked, of service: ServiceName) async throws -> Asked.Reply {
    guard let reply = replies[Asked.name] else { throw BusError(.timeout, "\(service.rawValue) did not answer \(Asked.name)") }
    return try Wire.decoder.decode(Asked.Reply.self, from: try Wire.encoder.encode(try reply(try Wire.encoder.encode(request))))
  }
}

/// The dashboard's whole request path on a real PostgreSQL, without its port.
struct Site: Sendable {
  static let password = "correct horse battery staple"

  let database: Database
  let clock = TestClock(Fixture.start)
  let gatekeeper: Gatekeeper
  let server: WebServer
  let hub: LiveHub
  let presence: SystemPresence
  let cache: ReadCache
  let metrics = DashboardMetrics()
  let port: Int

  init(_ owners: ScriptedOwners = ScriptedOwners(), port: Int = 8080, proxies: String? = nil) async throws {
    self.port = port
    database = try await TestCluster.shared.makeDatabase().migrated(.dashboard, DashboardMigrations.all, time: clock.source)
    var environment = [
      "AUTOTRADER_DASHBOARD_ASSETS": Fixture.web, "AUTOTRADER_DASHBOARD_LISTEN": "127.0.0.1:\(port)",
      "AUTOTRADER_DASHBOARD_PASSWORD": Self.password,
    ]
    environment["AUTOTRADER_DASHBOARD_TRUSTEDPROXIES"] = proxies
    let settings = try Settings.load(environment: environment)
    let configuration = try DashboardConfiguration(settings)
    gatekeeper = Gatekeeper(
      database: database, time: clock.source, configuredPassword: configuration.password, lasting: configuration.sessionDuration)
    hub = LiveHub(time: clock.source, metrics: metrics)
    presence = SystemPresence(time: clock.source)
    cache = ReadCache(time: clock.source)
    let api = API(
      owners: owners, cache: cache, gatekeeper: gatekeeper, mode: .paper, time: clock.source, presence: presence,
      hub: hub, metrics: metrics, logger: Fixture.quiet)
    server = WebServer(
      routes: try Pages(configuration, gatekeeper: gatekeeper).routes + api.routes, gatekeeper: gatekeeper, origins: configuration.origins,
      proxies: configuration.proxies, metrics: metrics, logger: Fixture.quiet)
  }

  /// Sends a request as the page of this server would; a header of nil is left out.
  func send(_ method: String, _ path: String, _ changes: [String: String?] = [:], body: String = "") async -> WebAnswer {
    var headers = ["host": "127.0.0.1:\(port)", "origin": "http://127.0.0.1:\(port)"]
    for (name, value) in changes { headers[name] = value }
    return await server.answer(WebRequest(method: method, target: path, headers: headers, body: Array(body.utf8)))
  }

  /// Logs in. - Returns: the cookie and the value that scripts send along.
  func login() async throws -> [String: String?] {
    let answer = await send("POST", "/login", body: "password=\(Self.password.replacing(" ", with: "+"))")
    let cookie = try #require(answer.headers.first { $0.name == "Set-Cookie" }?.value.split(separator: ";").first)
    let page = String(decoding: await send("GET", "/dashboard/live", ["cookie": String(cookie)]).body, as: UTF8.self)
    let mark = "name=\"csrf-token\" content=\""
    let csrf = try #require(page.firstRange(of: mark).map { page[$0.upperBound...].prefix { $0 != "\"" } })
    return ["cookie": String(cookie), "x-csrf-token": String(csrf)]
  }
}

extension WebAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }
}
