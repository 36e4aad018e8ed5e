import FoundationEssentials
import Model

@testable import PaperExchange

/// A trader at a desk: the API without its HTTP shell, at moments that the test chooses.
struct Desk {
  static let key = "bench-key-0001"
  static let secret = "bench-secret-0001"
  /// A boundary of the minute: 2023-11-14 22:14:00 UTC.
  static let anchor: Int64 = 1_700_000_040_000

  var api: API
  var hub = StreamHub()
  var faults = FaultScript()
  /// Milliseconds since 1970.
  var now = Desk.anchor

  init(
    market: MarketSpecification = .flat, symbols: [String] = ["BTCUSDT", "ETHUSDT"], timeframe: Timeframe = .oneMinute,
    log: any CommandLog = Discard(), paysFundingByItself: Bool = true
  ) throws {
    let market = try Market(
      market, symbols: symbols.compactMap { Symbol($0) }, timeframe: timeframe, anchor: Timestamp(milliseconds: Desk.anchor))
    let balance = Money(FixedPoint(units: 100_000 * FixedPoint.unitsPerOne))
    api = API(
      engine: Engine(market: market, balance: balance, start: Desk.anchor, salt: 1, paysFundingByItself: paysFundingByItself),
      credentials: [Credentials(key: Desk.key, secret: Desk.secret)], log: log)
  }

  mutating func get(_ path: String, _ query: String = "") throws -> JSONValue {
    try JSONValue(parsing: send(Desk.signed("GET", path, query: query, at: now)).body)
  }

  mutating func post(_ path: String, _ body: String) throws -> JSONValue {
    try JSONValue(parsing: send(Desk.signed("POST", path, body: body, at: now)).body)
  }

  mutating func send(_ request: APIRequest) -> APIResponse { api.respond(to: request, at: Timestamp(milliseconds: now)) }

  mutating func control(_ request: APIRequest) -> APIResponse {
    api.control(
      request, market: "", record: RequestRecord(redacting: []), faults: &faults, at: Timestamp(milliseconds: now))
  }

  /// Moves the market at once.
  mutating func shock(_ price: String, symbol: String = "BTCUSDT") throws {
    let body = Array(#"{"symbol":"\#(symbol)","price":"\#(price)"}"#.utf8)
    let response = control(APIRequest(method: "POST", path: "/control/price", body: body))
    guard response.status == 200 else { throw Unexpected(body: String(decoding: response.body, as: UTF8.self)) }
  }

  struct Unexpected: Error {
    let body: String
  }

  /// Creates an order in a fresh second, so that the rate limit stays out of the way.
  mutating func order(_ fields: String) throws -> JSONValue {
    now += 1000
    return try post("/v5/order/create", #"{"category":"linear","symbol":"BTCUSDT",\#(fields)}"#)
  }

  static func signed(_ method: String, _ path: String, query: String = "", body: String = "", at time: Int64) -> APIRequest {
    let text = "\(time)\(key)5000" + (method == "POST" ? body : query)
    return APIRequest(
      method: method, path: path, rawQuery: query,
      headers: [
        "x-bapi-api-key": key, "x-bapi-timestamp": String(time), "x-bapi-recv-window": "5000",
        "x-bapi-sign": Credentials(key: key, secret: secret).signature(of: Array(text.utf8)),
      ], body: Array(body.utf8))
  }

  /// Wallet, positions, open and closed orders, fills and profits, as clients see them.
  mutating func wholeState() throws -> [JSONValue?] {
    var state: [JSONValue?] = []
    state.append(try get("/v5/account/wallet-balance", "accountType=UNIFIED")["result"])
    for query in [
      ("/v5/position/list", "symbol=BTCUSDT"), ("/v5/position/list", "symbol=ETHUSDT"), ("/v5/order/realtime", "settleCoin=USDT&limit=50"),
      ("/v5/order/history", "limit=50"), ("/v5/execution/list", "limit=100"), ("/v5/position/closed-pnl", "limit=100"),
    ] {
      state.append(try get(query.0, "category=linear&" + query.1)["result"])
    }
    return state
  }
}

struct Discard: CommandLog {
  func append(_ command: Command, account: Int, at time: Int64, isDurable: Bool) {}
}
