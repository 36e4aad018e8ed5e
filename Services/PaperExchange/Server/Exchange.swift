import Logging
import Model

/// The exchange's one owner of state: every request and every tick passes through here, one at a time.
package actor Exchange {
  private var api: API
  private var record: RequestRecord
  private let logger: Logger
  private let market: String
  private var finished: Set<Symbol> = []

  /// Opens the state log, re-runs its commands, and plays the time missed while down.
  /// - Throws: ``StartFailure``.
  package init(_ configuration: PaperExchangeConfiguration, at now: Timestamp, logger: Logger) throws {
    let anchor = configuration.timeframe.boundary(atOrBefore: now)
    let market = try Market(
      configuration.market, symbols: configuration.symbols, timeframe: configuration.timeframe, anchor: anchor)
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
    var engine = try Engine(resuming: contents, market: market, path: log.path, key: configuration.apiKey)
    engine.advance(to: now.milliseconds)
    api = API(engine: engine, credentials: [Credentials(key: configuration.apiKey, secret: configuration.apiSecret)], log: log)
    record = RequestRecord(redacting: configuration.apiKey)
    self.market = configuration.market.description
    self.logger = logger
    logger.info(
      "state restored",
      metadata: [
        "path": "\(log.path)", "commands": "\(contents.entries.count)",
        "anchor": "\(Timestamp(milliseconds: contents.header.anchor))", "symbols": "\(market.symbols.count)",
      ])
  }

  package func respond(to request: APIRequest, at now: Timestamp) -> APIResponse {
    let response = api.respond(to: request, at: now)
    record.add(request, at: now, retCode: response.retCode)
    return response
  }

  /// Answers on the control port.
  package func control(_ request: APIRequest, at now: Timestamp) -> APIResponse {
    api.control(request, market: market, record: record, at: now)
  }

  /// Plays the market up to now. - Throws: what kept the state log from being written; the process must stop then.
  package func tick(at now: Timestamp) throws {
    api.engine.advance(to: now.milliseconds)
    if let failure = api.failure { throw failure }
    for symbol in api.engine.market.finished(at: now.milliseconds) where finished.insert(symbol).inserted {
      logger.warning("the recorded candles are played to the end: the last price stands from now on", metadata: ["symbol": "\(symbol)"])
    }
  }
}
