import ServiceKit

/// Decides which analyses of a cycle become signals, and keeps why the others did not.
package enum SignalFilterService {
  package static let definition = ServiceDefinition(.signalFilter, migrations: SignalsMigrations.all) { runtime in
    let configuration = try SignalFilterConfiguration(runtime.settings)
    return ServiceDefinition.Parts(
      hears: [
        CycleStartedHandler(), AnalysisCompletedHandler(), AnalysisFailedHandler(), ChartFailedHandler(), TradeProposedHandler(),
        TradeRejectedHandler(), TradeExpiredHandler(), TradeOpenedHandler(), TradeFailedHandler(), TradeClosedHandler(),
      ],
      answers: [GetVerdictsHandler(database: runtime.database)],
      workers: [CycleRanker(database: runtime.database, settings: configuration.filter, time: runtime.time)])
  }
}
