import Exchange
import Model
import ServiceKit

/// The one writer to the exchange and to trades.
package enum ExecutorService {
  package static let definition = ServiceDefinition(.executor, migrations: ExecutionMigrations.all) { runtime in
    let exchange = try VerifiedExchange(runtime.settings, .trading(runtime.leadership), logger: runtime.logger)
    // A standby answers for the wallet too, with a client that cannot write.
    let account = try VerifiedExchange(runtime.settings, .account, logger: runtime.logger)
    let practice = try runtime.settings.integer(.livePaperTrades)
    try await ClearedEntryGate.checkStart(exchange.mode, requiredPaperTrades: practice, runtime.database)
    let gate = ClearedEntryGate(
      gate: BusEntryGate(bus: runtime.bus), database: runtime.database, mode: exchange.mode, requiredPaperTrades: practice,
      rights: { try await account.verified().apiKeyInfo(by: runtime.time.now + .seconds(2)) })
    let journal = TradeJournal(database: runtime.database)
    let entries = EntryWorker(
      journal: journal, exchange: exchange, gate: gate,
      terms: EntryTerms(try EntryPolicy(runtime.settings), maximumDrift: try runtime.settings.decimal(.maximumPriceDrift)),
      time: runtime.time, logger: runtime.logger,
      killPoints: runtime.killPoints)
    let adopter = PositionAdopter(journal: journal, exchange: exchange, time: runtime.time, logger: runtime.logger)
    let limit = try runtime.settings.seconds(.unprotectedLimit)
    return ServiceDefinition.Parts(
      hears: [TradeConfirmedHandler(mode: exchange.mode), TradingHaltedHandler()],
      answers: [
        ListTradesHandler(database: runtime.database), GetWalletHandler(exchange: account, time: runtime.time),
        CloseTradeHandler(database: runtime.database),
        CancelLeftoverHandler(database: runtime.database, exchange: exchange, time: runtime.time),
        AdoptPositionHandler(adopter: adopter), ResolveUnknownPositionHandler(adopter: adopter),
        QuarantineSymbolHandler(database: runtime.database), LiftQuarantineHandler(database: runtime.database),
        ListQuarantinesHandler(database: runtime.database),
        GetTradeStoryHandler(database: runtime.database),
        GetCalibrationHandler(database: runtime.database),
        ExportRowsHandler(database: runtime.database),
      ],
      workers: [
        entries,
        CloseWorker(
          journal: journal, exchange: exchange, time: runtime.time, logger: runtime.logger, killPoints: runtime.killPoints),
        CloseWatcher(journal: journal, exchange: exchange, time: runtime.time, logger: runtime.logger),
        ProtectionKeeper(journal: journal, exchange: exchange, limit: limit, time: runtime.time, logger: runtime.logger),
        StreamListener(exchange: exchange, wake: { runtime.wakeWorkers() }),
      ], breakers: { exchange.breakers })
  }
}
