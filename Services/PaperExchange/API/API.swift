import Model

/// The imitated V5 API: one request in, one reply out, at a given moment. Not thread-safe; ``Exchange`` puts it behind an actor.
struct API {
  var engine: Engine
  let authentication: Authentication
  private var limiter: RateLimiter
  /// A fault: how far the exchange's clock is ahead of its engine's, in milliseconds.
  var clockSkew: Int64 = 0
  /// Whose request is being answered: an index into the engine's accounts.
  var account = 0
  private let log: any CommandLog
  /// Set when the state log could not be written: from then on nothing is answered, because a restart would not know of it.
  private(set) var failure: (any Error)?

  /// - Parameter credentials: of each account, in the engine's order.
  init(engine: Engine, credentials: [Credentials], log: any CommandLog, isLimited: Bool = true) {
    self.engine = engine
    authentication = Authentication(credentials: credentials)
    limiter = RateLimiter(isLimited: isLimited)
    self.log = log
  }

  mutating func respond(to request: APIRequest, at time: Timestamp) -> APIResponse {
    engine.advance(to: time.milliseconds)
    let now = engine.now
    guard let endpoint = Endpoint(rawValue: request.method + " " + request.path) else {
      return reply(status: 404, .unknownRoute, "route not found: \(request.method) \(request.path)")
    }
    if request.method == "GET", !request.body.isEmpty {
      return reply(status: 403, .badParameters, "a GET request must not carry a body")
    }
    if !endpoint.isPublic {
      do {
        account = try authentication.check(request, at: now + clockSkew)
      } catch {
        switch error {
        case .missingHeaders: return reply(status: 401, .unknownKey, "the authentication headers are missing")
        case .refused(let refusal): return reply(status: 200, refusal.code, refusal.message)
        }
      }
    }
    let allowance = limiter.request(endpoint, of: account, at: now)
    if allowance.isExceeded { return reply(status: 200, .rateLimit, "Too many visits!", allowance) }
    guard failure == nil else { return reply(status: 200, .serverError, "the state log cannot be written", allowance) }
    do {
      let parameters = try request.method == "POST" ? Parameters(json: request.body) : Parameters(query: request.rawQuery)
      let result = try perform(endpoint, parameters)
      return reply(200, 0, "OK", result, allowance)
    } catch {
      return reply(status: 200, error.code, error.message, allowance)
    }
  }

  /// Carries out a command and makes it durable, both before the reply.
  mutating func execute(_ command: Command) throws(Refusal) -> Engine.Outcome {
    let outcome = try engine.apply(command, account: account)
    do {
      try log.append(command, account: account, at: engine.now, isDurable: true)
    } catch {
      failure = error
      throw Refusal(.serverError, "the state log cannot be written")
    }
    return outcome
  }

  /// A price of a live market. It waits for the disk only if it has moved more than the price: what nobody has seen may be forgotten.
  mutating func follow(_ symbol: Symbol, _ price: Price, at time: Timestamp) {
    engine.advance(to: time.milliseconds)
    guard failure == nil, let contract = engine.market.contract(symbol) else { return }
    let rounded = contract.price(ticks: max(1, contract.ticks(price)))
    guard rounded != engine.lastPrice(contract), rounded <= contract.maximumPrice else { return }
    let command = Command.shockPrice(ShockPrice(symbol: symbol, price: rounded))
    let before = engine.events.count
    do {
      _ = try engine.apply(command)
      try log.append(command, account: 0, at: engine.now, isDurable: engine.events.count > before)
    } catch {
      failure = error
    }
  }

  private mutating func perform(_ endpoint: Endpoint, _ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    switch endpoint {
    case .time: time()
    case .kline: try kline(parameters)
    case .tickers: try tickers(parameters)
    case .instruments: try instruments(parameters)
    case .orderBook: try orderBook(parameters)
    case .recentTrades: try recentTrades(parameters)
    case .fundingHistory: try fundingHistory(parameters)
    case .feeRate: try feeRate(parameters)
    case .walletBalance: try walletBalance(parameters)
    case .accountInfo: accountInfo()
    case .queryAPI: queryAPI()
    case .coinInfo: ["rows": []]
    case .positions: try positions(parameters)
    case .closedProfits: try closedProfits(parameters)
    case .setLeverage: try setLeverage(parameters)
    case .switchMode: try switchMode(parameters)
    case .tradingStop: try tradingStop(parameters)
    case .createOrder: try createOrder(parameters)
    case .amendOrder: try amendOrder(parameters)
    case .cancelOrder: try cancelOrder(parameters)
    case .cancelAllOrders: try cancelAllOrders(parameters)
    case .openOrders: try openOrders(parameters)
    case .orderHistory: try orderHistory(parameters)
    case .executions: try executions(parameters)
    }
  }

  private func reply(
    status: Int, _ code: Refusal.Code, _ message: String, _ allowance: RateLimiter.Allowance? = nil
  ) -> APIResponse {
    reply(status, code.rawValue, message, [:], allowance)
  }

  private func reply(
    _ status: Int, _ code: Int, _ message: String, _ result: ReplyJSON, _ allowance: RateLimiter.Allowance?
  ) -> APIResponse {
    let envelope: ReplyJSON = [
      "retCode": .integer(Int64(code)), "retMsg": .string(message), "result": result, "retExtInfo": [:],
      "time": .integer(engine.now + clockSkew),
    ]
    return APIResponse(
      status: status,
      headers: [
        ("Content-Type", "application/json; charset=utf-8"), ("X-Paper-Exchange", "1"),
        ("X-Bapi-Limit", String(allowance?.limit ?? 0)), ("X-Bapi-Limit-Status", String(allowance?.remaining ?? 0)),
        ("X-Bapi-Limit-Reset-Timestamp", String(allowance?.reset ?? engine.now + clockSkew)),
      ],
      body: envelope.bytes, retCode: code)
  }
}
