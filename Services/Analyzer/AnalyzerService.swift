import Database
import HTTPClient
import Model
import ServiceKit

/// Turns charts into checked analyses with a confidence.
package enum AnalyzerService {
  package static let definition = ServiceDefinition(.analyzer, migrations: AnalysisMigrations.all, replicas: .shared) { runtime in
    let configuration = try AnalyzerConfiguration(runtime.settings)
    let database = runtime.database
    try await AnalysisJobs.releaseOwnClaims(database, of: runtime.instance)
    try await database.transaction { transaction in
      try PromptStorage(transaction: transaction).ensure(DefaultPrompt.name, system: DefaultPrompt.system, user: DefaultPrompt.user)
    }
    let desk = try configuration.models.map { try ModelDesk($0, runtime) }
    let analyst: any Analyst = desk ?? RulesDesk()
    let workers: [any Worker] = (1...(configuration.models?.parallel ?? 1)).map { number in
      AnalysisJobs(
        name: "analysis-jobs-\(number)", database: database, instance: runtime.instance, candles: BusCandleSource(bus: runtime.bus),
        analyst: analyst, time: runtime.time, logger: runtime.logger, killPoints: runtime.killPoints)
    }
    let kept = Duration.seconds(try runtime.settings.integer(.retainedDays) * 86_400)
    let pruning = HourlyPruning("job-retention", database: database, time: runtime.time) { transaction in
      try JobStorage(transaction: transaction).prune(endedBefore: transaction.now - kept)
    }
    return ServiceDefinition.Parts(
      hears: [ChartCapturedHandler()],
      answers: [
        GetFreshAnalysesHandler(database: database), GetAnalysisHandler(database: database),
        GetCostsHandler(database: database, budget: configuration.models?.budget),
      ],
      workers: workers + [pruning],
      breakers: { desk.map { ["analyst": $0.caller.gate.state(at: runtime.time.now)] } ?? [:] })
  }
}

extension ModelDesk {
  init(_ models: AnalyzerConfiguration.Models, _ runtime: ServiceRuntime) throws {
    let client = try HTTPClient(
      HTTPClientConfiguration(maximumResponseSize: 1 << 20, allowsPlainHTTP: true), logger: runtime.logger)
    let caller = ModelCaller(
      database: runtime.database, instance: runtime.instance, client: client, server: models.server, budget: models.budget,
      gate: ServerGate(), policy: models.policy, time: runtime.time, logger: runtime.logger,
      killPoints: runtime.killPoints)
    self.init(database: runtime.database, images: BusImageSource(bus: runtime.bus), caller: caller, plan: models.plan)
  }
}
