import Messages
import Model
import Testing

@testable import Dashboard

@Suite struct DomainTests {
  @Test("Statistics of three trades are those computed by hand")
  func statistics() throws {
    let trades = [
      try Fixture.trade(profit: "10", closed: .seconds(60)), try Fixture.trade("ETHUSDT", profit: "-4", closed: .seconds(120)),
      try Fixture.trade(profit: "-2", closed: .seconds(90_000)), try Fixture.trade(profit: nil, closed: .zero, status: .open),
    ]
    let known = trades[0].tradeID
    let all = TradeStatistics(trades) { $0 == known ? .init(promptName: "rules-1", confidence: 0.7, timeframe: .oneMinute) : nil }
    #expect(all.trades == 3 && all.wins == 1)
    #expect([all.profit, all.grossProfit, all.grossLoss, all.maximumDrawdown].map(\.description) == ["4", "10", "6", "6"])
    #expect(all.curve.map(\.profit.description) == ["10", "6", "4"])
    #expect(all.bySymbol.map { "\($0.name) \($0.trades) \($0.profit)" } == ["BTCUSDT 2 8", "ETHUSDT 1 -4"])
    // The fixture's trades close on 2023-11-14 at 22:14 and 22:15, and 25 hours later.
    #expect(all.daily.map { "\($0.name) \($0.profit)" } == ["2023-11-14 6", "2023-11-15 -2"])
    #expect(all.byPrompt.map { "\($0.name) \($0.trades)" } == ["rules-1 1", "unknown 2"])
    #expect(all.byConfidence.first?.name == "0.7–0.8")
    #expect(TradeStatistics([], origin: { _ in nil }).profitFactor == nil)
  }

  @Test("A trade that has earned nothing is neither won nor lost")
  func breakEven() throws {
    let trades = try ["10", "0", "-4", "-2"].map { try Fixture.trade(profit: $0, closed: .seconds(60)) }
    let all = TradeStatistics(trades) { _ in nil }
    #expect([all.trades, all.wins, all.losses] == [4, 1, 2] && all.grossLoss.description == "6")
  }

  @Test("Excursions are measured in multiples of the risk, and never negative")
  func excursion() throws {
    let trade = try Fixture.trade(profit: "1", closed: .seconds(120))
    // Entry 100 and stop 90: ten is one risk.
    let both = try #require(Excursion(of: trade, low: 95, high: 125))
    #expect(both.adverse == 0.5 && both.favourable == 2.5)
    #expect(Excursion(of: trade, low: 101, high: 125)?.adverse == 0)
  }

  @Test("Closed trades fall into bins of their excursions, and those without candles are counted")
  func excursions() throws {
    let trades = [
      try Fixture.trade(profit: "10", closed: .seconds(60)), try Fixture.trade(profit: "-4", closed: .seconds(60)),
      try Fixture.trade(profit: "-2", closed: .seconds(60)), try Fixture.trade(profit: nil, closed: .zero, status: .open),
    ]
    // Entry 100 and stop 90: ten is one risk.
    let known = [
      trades[0].tradeID: Excursion(of: trades[0], low: 97.5, high: 126), trades[1].tradeID: Excursion(of: trades[1], low: 85, high: 104),
    ].compactMapValues { $0 }
    let all = ExcursionStatistics(trades) { known[$0] }
    #expect(all.trades.map(\.adverse) == [0.25, 1.5] && all.trades.map(\.favourable) == [2.6, 0.4] && all.unmeasured == 1)
    #expect(all.byAdverse.map { "\($0.name) \($0.wins)/\($0.trades) \($0.profit)" } == ["0.25–0.5 R 1/1 10", "from 1.0 R 0/1 -4"])
    #expect(all.byFavourable.map(\.name) == ["0.0–0.5 R", "from 2.0 R"])
  }

  @Test("A table of trades has a line for each, whose cells are no formulas")
  func csv() throws {
    let text = CSV.trades([try Fixture.trade(profit: "1.5", closed: .seconds(1), reason: "takeProfit")])
    #expect(text.split(separator: "\r\n").count == 2 && text.contains(",1.5,takeProfit,2023-11-14T22:13:20"))
  }

  @Test(
    "Only without TLS on the own machine's names may a cookie do without it",
    arguments: [
      ("http://127.0.0.1:8080", true), ("http://localhost", true), ("HTTP://[::1]:8080", true), ("https://127.0.0.1:8080", false),
      ("http://trade.example.org", false), ("http://localhost.example.org", false), ("http://127.0.0.1.example.org:80", false),
      ("http://192.168.1.2:8080", false), ("null", false), ("", false),
    ])
  func ownMachine(_ origin: String, _ isOwn: Bool) {
    #expect(OriginPolicy.isOwnMachine(origin) == isOwn)
  }

  @Test("Origins are compared whole: neither a prefix nor another port will do")
  func origins() {
    let policy = OriginPolicy(host: "127.0.0.1", port: 8080, further: ["https://trade.example.org"])
    #expect(policy.allows(origin: "http://localhost:8080") && policy.allows(origin: "https://trade.example.org"))
    #expect(policy.allows(host: "trade.example.org") && policy.allows(host: "127.0.0.1:8080"))
    for origin in ["http://127.0.0.1:8081", "https://trade.example.org.evil.example", "http://trade.example.org", "null", ""] {
      #expect(!policy.allows(origin: origin))
    }
    #expect(!policy.allows(origin: nil) && !policy.allows(host: nil))
  }

  @Test(
    "The address that is bound is known by the names that a browser gives it",
    arguments: [
      ("192.0.2.7", 8080, "192.0.2.7:8080", "http://192.0.2.7:8080"),
      ("2001:db8::7", 8080, "[2001:db8::7]:8080", "http://[2001:db8::7]:8080"),
      ("2001:DB8::7", 8080, "[2001:db8::7]:8080", "http://[2001:db8::7]:8080"), ("::1", 8080, "[::1]:8080", "http://[::1]:8080"),
      // A browser leaves its scheme's own port out.
      ("192.0.2.7", 80, "192.0.2.7", "http://192.0.2.7"), ("::", 80, "localhost", "http://localhost"),
      ("Trader.example", 80, "trader.example", "http://trader.example"), ("192.0.2.7", 80, "192.0.2.7:80", "http://192.0.2.7"),
    ])
  func bound(_ host: String, _ port: Int, _ sentHost: String, _ sentOrigin: String) {
    let policy = OriginPolicy(host: host, port: port, further: [])
    #expect(policy.allows(host: sentHost) && policy.allows(origin: sentOrigin))
  }

  @Test(
    "A configured origin is known with and without its scheme's own port",
    arguments: ["https://trade.example.org", "https://trade.example.org:443", "https://trade.example.org/"])
  func proxied(_ origin: String) {
    let policy = OriginPolicy(host: "127.0.0.1", port: 8080, further: [origin])
    #expect(policy.allows(host: "trade.example.org") && policy.allows(host: "trade.example.org:443"))
    #expect(policy.allows(origin: "https://trade.example.org"))
    #expect(!policy.allows(host: "trade.example.org:80") && !policy.allows(origin: "http://trade.example.org"))
    #expect(!policy.allows(host: "127.0.0.1"))
  }

  @Test("Markup in a page's message is shown as text")
  func escaping() { #expect(Pages.escaped("<b a=\"&\">") == "&lt;b a=&quot;&amp;&quot;&gt;") }
}
