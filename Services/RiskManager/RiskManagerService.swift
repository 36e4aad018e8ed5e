import ServiceKit

/// Sizes signals, reserves slots, and holds the gate through which every entry passes.
package enum RiskManagerService {
  package static let definition = ServiceDefinition(.riskManager, migrations: RiskMigrations.all) { runtime in
    let configuration = try RiskManagerConfiguration(runtime.settings)
    let sizer = SignalSizer(
      database: runtime.database, facts: BusSizingFacts(bus: runtime.bus), limits: configuration.limits, time: runtime.time)
    let watch = EquityWatch(
      database: runtime.database, source: BusEquitySource(bus: runtime.bus), limits: configuration.breakers, time: runtime.time)
    return ServiceDefinition.Parts(
      hears: [
        SignalsRankedHandler(), TradeRejectedHandler(), TradeExpiredHandler(), TradeOpenedHandler(), TradeFailedHandler(),
        TradeClosedHandler(),
      ],
      answers: [
        CheckSlotsHandler(database: runtime.database, limit: configuration.limits.slots),
        AuthorizeEntryHandler(database: runtime.database), GetSizingHandler(database: runtime.database),
        GetTradingStateHandler(database: runtime.database, limits: configuration.breakers),
        SetTradingStateHandler(database: runtime.database, limits: configuration.breakers),
      ],
      workers: [sizer, watch, ReservationLapse(database: runtime.database)])
  }
}
