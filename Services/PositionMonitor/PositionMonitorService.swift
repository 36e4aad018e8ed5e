import Exchange
import ServiceKit

/// Watches open positions: it reads and compares, and never writes to the exchange.
package enum PositionMonitorService {
  package static let definition = ServiceDefinition(.positionMonitor, migrations: MonitoringMigrations.all) { runtime in
    let exchange = try VerifiedExchange(runtime.settings, withCredentials: true, logger: runtime.logger)
    let tracker = PositionTracker(
      database: runtime.database, exchange: exchange, bus: runtime.bus, interval: try runtime.settings.seconds(.positionCheck),
      time: runtime.time)
    return ServiceDefinition.Parts(
      hears: [TradeOpenedHandler(), TradeClosedHandler(), OrderFilledHandler()],
      answers: [ListPositionsHandler(database: runtime.database)], workers: [tracker], breakers: { exchange.breakers })
  }
}
