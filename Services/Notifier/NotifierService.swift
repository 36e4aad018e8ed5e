import HTTPClient
import Model
import ServiceKit
import Telegram

/// Asks for approval and records the one decision on each proposal.
package enum NotifierService {
  package static let definition = ServiceDefinition(.notifier, migrations: NotificationsMigrations.all) { runtime in
    let configuration = try NotifierConfiguration(runtime.settings)
    let telegram = try TelegramConfiguration(runtime.settings)
    let desk = ApprovalDesk(
      database: runtime.database, prices: BusPriceSource(bus: runtime.bus), slots: BusSlotSource(bus: runtime.bus),
      maximumDrift: configuration.maximumDrift)
    let queue = NoticeQueue(chats: telegram?.chats ?? [])
    let keptDays = try runtime.settings.integer(.retainedDays)
    let kept = Duration.seconds(keptDays * 86_400)
    var workers: [any Worker] = [
      ApprovalClock(database: runtime.database, desk: desk, logger: runtime.logger),
      HourlyPruning("notice-retention", database: runtime.database, time: runtime.time) { transaction in
        try NoticeRetention(transaction: transaction).prune(before: transaction.now - kept)
      },
    ]
    if let telegram { workers += try telegramWorkers(telegram, desk, runtime) }
    return ServiceDefinition.Parts(
      hears: [TradeProposedHandler(automaticDelay: configuration.automaticDelay, queue: queue), TradingHaltedHandler(queue: queue)]
        + (telegram == nil ? queue.alertHandlers : queue.handlers),
      ofServices: ServiceAlertHandler.ofAll(runtime.logger, queue),
      answers: [
        DecideProposalHandler(desk: desk), ListApprovalsHandler(database: runtime.database),
        GetProposalsHandler(database: runtime.database), ListAlertsHandler(database: runtime.database, keptDays: keptDays),
      ], workers: workers)
  }

  private static func telegramWorkers(
    _ configuration: TelegramConfiguration, _ desk: ApprovalDesk, _ runtime: ServiceRuntime
  ) throws -> [any Worker] {
    let http = try HTTPClient(HTTPClientConfiguration(maximumResponseSize: 4 << 20), logger: runtime.logger)
    let client = TelegramClient(configuration.token, baseURL: configuration.baseURL, http: http)
    let composer = ApprovalComposer(colleagues: runtime.bus, logger: runtime.logger)
    let commands = CommandDesk(database: runtime.database, colleagues: runtime.bus, time: runtime.time, logger: runtime.logger)
    let buttons = ButtonDesk(
      database: runtime.database, desk: desk, client: client, secondTapAbove: configuration.secondTapAbove, time: runtime.time,
      logger: runtime.logger)
    let telegram = TelegramDesk(
      database: runtime.database, access: configuration.access, commands: commands, buttons: buttons, time: runtime.time,
      logger: runtime.logger)
    return [
      TelegramPoller(database: runtime.database, client: client, desk: telegram, time: runtime.time, logger: runtime.logger),
      TelegramSender(database: runtime.database, client: client, composer: composer, time: runtime.time, logger: runtime.logger),
    ]
  }
}
