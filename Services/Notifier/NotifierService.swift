import ServiceKit

/// Asks for approval and records the one decision on each proposal.
package enum NotifierService {
  package static let definition = ServiceDefinition(.notifier, migrations: NotificationsMigrations.all) { runtime in
    let configuration = try NotifierConfiguration(runtime.settings)
    let desk = ApprovalDesk(
      database: runtime.database, prices: BusPriceSource(bus: runtime.bus), maximumDrift: configuration.maximumDrift)
    return ServiceDefinition.Parts(
      hears: [TradeProposedHandler(automaticDelay: configuration.automaticDelay), TradingHaltedHandler()],
      ofServices: ServiceAlertHandler.ofOthers(runtime.logger),
      answers: [DecideProposalHandler(desk: desk), ListApprovalsHandler(database: runtime.database)],
      workers: [ApprovalClock(database: runtime.database, desk: desk, logger: runtime.logger)])
  }
}
