import Logging
import Model

/// The exchange's one owner of state: every request, every frame and every tick passes through here, one at a time.
package actor Exchange {
  private var api: API
  private var hub = StreamHub()
  private var faults = FaultScript()
  private var record: RequestRecord
  private let file: RequestFile
  private let logger: Logger
  private let market: String
  private var finished: Set<Symbol> = []
  /// What kept the request file from being written.
  private var fileFailure: (any Error)?

  /// Opens the state log, re-runs its commands, and plays the time missed while down.
  /// - Throws: ``StartFailure``.
  package init(_ configuration: PaperExchangeConfiguration, at now: Timestamp, logger: Logger) throws {
    try self.init(configuration, live: [], at: now, logger: logger)
  }

  /// - Parameter live: what has been loaded from the upstream of a live market.
  init(_ configuration: PaperExchangeConfiguration, live: [LiveSymbol], at now: Timestamp, logger: Logger) throws {
    let anchor = configuration.timeframe.boundary(atOrBefore: now)
    let market = try Market(
      configuration.market, symbols: configuration.symbols, timeframe: configuration.timeframe, anchor: anchor,
      live: live)
    let wanted = LogHeader(
      version: LogHeader.currentVersion, market: configuration.market.description, timeframe: configuration.timeframe,
      symbols: market.symbols, fingerprint: market.fingerprint, anchor: anchor.milliseconds, created: now.milliseconds,
      balance: configuration.balance)
    let log: StateLog
    let contents: StateLog.Contents
    do {
      (log, contents) = try StateLog.open(folder: configuration.state, header: wanted)
    } catch is StateLog.FolderInUse {
      throw StartFailure.environment(
        "cannot start on \(configuration.listen): another paper-exchange is using the state folder \(configuration.state);"
          + " stop it or choose another folder with --state")
    }
    if contents.droppedTornLine {
      logger.warning("dropped a torn last line of the state log: its command was never acknowledged", metadata: ["path": "\(log.path)"])
    }
    var engine = try Engine(
      resuming: contents, market: market, path: log.path, key: configuration.apiKey,
      paysFundingByItself: configuration.paysFundingByItself)
    engine.advance(to: now.milliseconds)
    let credentials = try Self.openAccounts(configuration, &engine, log)
    _ = engine.takeEvents()
    api = API(engine: engine, credentials: credentials, log: log, isLimited: configuration.isLimited)
    record = RequestRecord(redacting: credentials.map(\.key))
    file = try RequestFile(folder: configuration.state)
    self.market = configuration.market.description
    self.logger = logger
    logger.info(
      "state restored",
      metadata: [
        "path": "\(log.path)", "commands": "\(contents.entries.count)",
        "anchor": "\(Timestamp(milliseconds: contents.header.anchor))", "symbols": "\(market.symbols.count)",
      ])
  }

  /// Opens the further accounts that the log does not know yet. - Returns: the credentials in the order of the engine's accounts.
  private static func openAccounts(
    _ configuration: PaperExchangeConfiguration, _ engine: inout Engine, _ log: StateLog
  ) throws -> [Credentials] {
    for account in configuration.accounts where !engine.accounts.contains(where: { $0.key == account.key }) {
      let command = Command.openAccount(OpenAccount(key: account.key, balance: account.balance ?? configuration.balance))
      _ = try engine.apply(command)
      try log.append(command, account: 0, at: engine.now, isDurable: true)
    }
    return try engine.accounts.enumerated().map { index, account in
      if index == 0 { return Credentials(key: configuration.apiKey, secret: configuration.apiSecret) }
      guard let known = configuration.accounts.first(where: { $0.key == account.key }) else {
        throw StartFailure.environment(
          "the state log \(log.path) holds an account that is not configured any more: give its key and secret in --accounts, or another --state folder"
        )
      }
      return Credentials(key: known.key, secret: known.secret)
    }
  }

  /// Answers a request as the fault script wants it.
  func answer(_ request: APIRequest, at now: Timestamp) -> ExchangeAnswer {
    guard let (fault, milliseconds) = faults.next(onPath: request.path) else {
      return ExchangeAnswer(ending: .reply(respond(to: request, at: now)))
    }
    let response = fault.isCarriedOut ? api.respond(to: request, at: now) : api.fail(fault, at: now)
    note(request, response, fault: fault, at: now)
    publish()
    switch fault {
    case .delay: return ExchangeAnswer(delay: .milliseconds(milliseconds), ending: .reply(response))
    case .stall: return ExchangeAnswer(delay: .milliseconds(milliseconds), ending: .close)
    case .loseReply, .loseRequest: return ExchangeAnswer(ending: .close)
    case .reset: return ExchangeAnswer(ending: .reset)
    case .truncate: return ExchangeAnswer(ending: .reply(response.with(body: Array(response.body.prefix(response.body.count / 2)))))
    case .garbage: return ExchangeAnswer(ending: .reply(response.with(body: Array("<html><body>upstream error</body></html>".utf8))))
    default: return ExchangeAnswer(ending: .reply(response))
    }
  }

  /// Answers a request without any fault.
  package func respond(to request: APIRequest, at now: Timestamp) -> APIResponse {
    let response = api.respond(to: request, at: now)
    note(request, response, fault: nil, at: now)
    publish()
    return response
  }

  /// Answers on the control port.
  package func control(_ request: APIRequest, at now: Timestamp) -> APIResponse {
    let response = api.control(request, market: market, record: record, faults: &faults, at: now)
    publish()
    return response
  }

  /// A stream has been opened. - Returns: its number.
  func connect(_ kind: StreamKind, query: String, outbox: StreamOutbox, at now: Timestamp) -> Int {
    hub.open(kind, query: query, outbox: outbox, at: now.milliseconds)
  }

  func disconnect(_ id: Int) { hub.close(id) }

  /// A text frame of a client.
  func receive(_ text: [UInt8], from id: Int, at now: Timestamp) {
    api.engine.advance(to: now.milliseconds)
    publish()
    hub.receive(text, from: id, &api)
  }

  /// A protocol ping of a client. - Returns: false if a fault keeps it from being answered.
  func heard(_ id: Int, at now: Timestamp) -> Bool {
    guard let connection = hub.connections[id], !connection.isStalled else { return false }
    hub.connections[id]?.lastActive = now.milliseconds
    return true
  }

  /// Takes over the prices of a live market's upstream.
  func follow(_ prices: [(symbol: Symbol, price: Price)], at now: Timestamp) {
    for (symbol, price) in prices { api.follow(symbol, price, at: now) }
    publish()
  }

  /// Plays the market up to now. - Throws: what kept the state log from being written; the process must stop then.
  package func tick(at now: Timestamp) throws {
    api.engine.advance(to: now.milliseconds)
    publish()
    hub.tick(&api, &faults)
    if let failure = api.failure ?? fileFailure { throw failure }
    for symbol in api.engine.market.finished(at: now.milliseconds) where finished.insert(symbol).inserted {
      logger.warning("the recorded candles are played to the end: the last price stands from now on", metadata: ["symbol": "\(symbol)"])
    }
  }

  private func publish() { hub.publish(api.engine.takeEvents(), &api, &faults) }

  private func note(_ request: APIRequest, _ response: APIResponse, fault: RequestFault?, at now: Timestamp) {
    let entry = record.add(request, at: now, status: response.status, retCode: response.retCode, fault: fault?.rawValue)
    do {
      try file.append(entry)
    } catch {
      fileFailure = error
    }
  }
}
