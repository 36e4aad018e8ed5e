import Exchange
import ServiceKit

/// Starts cycles, fetches candles, draws charts, and keeps each cycle's story.
package enum ChartSourcerService {
  package static let definition = ServiceDefinition(.chartSourcer, migrations: ChartsMigrations.all) { runtime in
    let configuration = try ChartSourcerConfiguration(runtime.settings)
    let exchange = try VerifiedExchange(runtime.settings, .publicData, logger: runtime.logger)
    let database = runtime.database
    return ServiceDefinition.Parts(
      hears: [
        StoryHandler(CycleStory.analysisCompleted), StoryHandler(CycleStory.analysisFailed), StoryHandler(CycleStory.signalsRanked),
        StoryHandler(CycleStory.tradeProposed), StoryHandler(CycleStory.tradeDeclined), StoryHandler(CycleStory.tradeConfirmed),
        StoryHandler(CycleStory.tradeRejected), StoryHandler(CycleStory.tradeExpired), StoryHandler(CycleStory.tradeOpened),
        StoryHandler(CycleStory.tradeFailed),
      ],
      answers: [
        GetChartImageHandler(database: database), GetTradeChartHandler(database: database, theme: configuration.theme),
        GetKlinesHandler(database: database), GetPriceRangesHandler(database: database),
        RunCycleHandler(database: database, configuration: configuration, wakeWorkers: runtime.wakeWorkers),
        GetCycleHandler(database: database), ListCyclesHandler(database: database, timeframes: configuration.timeframes),
        GetInstrumentsHandler(exchange: exchange, time: runtime.time),
        GetLastPriceHandler(exchange: exchange),
      ],
      workers: [
        CycleClock(database: database, configuration: configuration, time: runtime.time),
        CycleStarter(database: database, questions: BusCycleQuestions(bus: runtime.bus), time: runtime.time, logger: runtime.logger),
        ChartWorker(
          database: database, history: CandleHistory(database: database, exchange: exchange), parallel: configuration.parallelCharts,
          theme: configuration.theme, hasInset: configuration.hasInset, time: runtime.time, logger: runtime.logger),
        CycleCloser(database: database, logger: runtime.logger),
        HourlyPruning("chart-retention", database: database, time: runtime.time, configuration.retention.prune),
      ], breakers: { exchange.breakers })
  }
}
