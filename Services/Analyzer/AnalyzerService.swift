import Database
import Model
import ServiceKit

/// Turns charts into checked analyses with a confidence.
package enum AnalyzerService {
  package static let definition = ServiceDefinition(.analyzer, migrations: AnalysisMigrations.all, replicas: .shared) { runtime in
    let jobs = AnalysisJobs(
      database: runtime.database, instance: runtime.instance, candles: BusCandleSource(bus: runtime.bus), analyst: RulesDesk(),
      time: runtime.time, logger: runtime.logger, killPoints: runtime.killPoints)
    try await jobs.releaseOwnClaims()
    let kept = Duration.seconds(try runtime.settings.integer(.retainedDays) * 86_400)
    let pruning = HourlyPruning("job-retention", database: runtime.database, time: runtime.time) { transaction in
      try JobStorage(transaction: transaction).prune(endedBefore: transaction.now - kept)
    }
    return ServiceDefinition.Parts(
      hears: [ChartCapturedHandler()],
      answers: [GetFreshAnalysesHandler(database: runtime.database), GetAnalysisHandler(database: runtime.database)],
      workers: [jobs, pruning])
  }
}
