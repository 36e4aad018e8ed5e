import Exchange
import ServiceKit

/// Watches open positions: it reads and compares, and never writes to the exchange.
package enum PositionMonitorService {
  package static let definition = ServiceDefinition(.positionMonitor, migrations: MonitoringMigrations.all) { runtime in
    let exchange = try VerifiedExchange(runtime.settings, .account, logger: runtime.logger)
    let tracker = PositionTracker(
      database: runtime.database, exchange: exchange, bus: runtime.bus, interval: try runtime.settings.seconds(.positionCheck),
      time: runtime.time)
    let reconciler = Reconciler(
      database: runtime.database, exchange: exchange, books: BusTradeBooks(bus: runtime.bus),
      interval: try runtime.settings.seconds(.positionCheck), startedAt: runtime.time.now, time: runtime.time, logger: runtime.logger)
    let bus = runtime.bus
    let quotes = PositionQuotes(
      database: runtime.database, exchange: exchange, interval: try runtime.settings.seconds(.positionQuotes), time: runtime.time
    ) { try bus.publish($0, from: .positionMonitor, $1.cycleID.correlation) }
    return ServiceDefinition.Parts(
      hears: [TradeOpenedHandler(), TradeClosedHandler(), OrderFilledHandler()],
      answers: [ListPositionsHandler(database: runtime.database)], workers: [tracker, quotes, reconciler], breakers: { exchange.breakers })
  }
}
