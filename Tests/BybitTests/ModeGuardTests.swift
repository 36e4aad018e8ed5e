import Bybit
import Model
import Testing

@Suite struct ModeGuardTests {
  @Test(arguments: [
    (TradingMode.live, "https://api.bybit.com", false), (.live, "https://api.bytick.com", false), (.live, "https://api.bybit.eu", false),
    (.testnet, "https://api-testnet.bybit.com", false), (.demo, "https://api-demo.bybit.com", false),
    (.paper, "http://127.0.0.1:9000", true), (.testnet, "http://127.0.0.1:9000", false),
  ])
  func `a mode may use its own hosts`(mode: TradingMode, url: String, isPaper: Bool) throws {
    try ModeGuard.check(mode, baseURL: url, isPaper: isPaper)
    #expect(try BybitEnvironment.privateHostIsMainnet(url) == (mode == .live))
  }

  @Test(arguments: [
    (TradingMode.paper, "https://api.bybit.com", true), (.demo, "https://api.bybit.com", false),
    (.testnet, "https://API.BYBIT.COM.", false),
    (.demo, "https://stream.bybit.com", false), (.testnet, "https://api.bybit.nl:443", false), (.paper, "https://api2.bybit.com", true),
    (.paper, "http://127.0.0.1:9000", false), (.live, "http://127.0.0.1:9000", true), (.live, "http://127.0.0.1:9000", false),
    (.live, "https://api-demo.bybit.com", false), (.live, "https://api-testnet.bybit.com", false),
    (.demo, "https://api-testnet.bybit.com", false),
    (.testnet, "https://api-demo.bybit.com", false), (.live, "https://api.bybit.com.example.com", false),
    (.live, "https://notbybit.com", false), (.live, "http://api.bybit.com", false), (.demo, "http://127.0.0.1:9000", true),
    (.live, "https://api.bybit.com@example.com", false), (.paper, "not a url", true),
  ])
  func `a mode may not use the hosts of another`(mode: TradingMode, url: String, isPaper: Bool) {
    #expect(throws: ModeGuard.Mismatch.self) { try ModeGuard.check(mode, baseURL: url, isPaper: isPaper) }
  }

  @Test func `demo trading reads the mainnet's public stream and keeps its own private one`() throws {
    let demo = try #require(BybitEnvironment(.demo))
    #expect(demo.rest == "https://api-demo.bybit.com")
    #expect(demo.publicStream == "wss://stream.bybit.com/v5/public/linear")
    #expect(demo.privateStream == "wss://stream-demo.bybit.com/v5/private")
    #expect(BybitEnvironment(.paper) == nil)
  }
}
