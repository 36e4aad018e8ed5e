import Database
import Logging
import Messages
import Model
import ServiceKit
import TradingRules

/// Works through the jobs: claim, analyse, commit the outcome by compare-and-set together with its event.
struct AnalysisJobs: Worker {
  let name = "analysis-jobs"
  let database: Database
  let instance: String
  let candles: any CandleSource
  let analyst: RulesDesk
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  func releaseOwnClaims() async throws {
    try await database.transaction { try JobStorage(transaction: $0).releaseClaims(of: instance) }
  }

  func step() async throws -> WorkerOutcome {
    guard let job = try await database.transaction({ try JobStorage(transaction: $0).claim(by: instance) }) else { return .idle }
    // Before the candle's end only after the clock was set back.
    guard TimeWindow(start: job.chart.candleClose, end: job.analysisBy).isOpen(at: time.now) else {
      let message = "the time for analyses was from \(job.chart.candleClose) to \(job.analysisBy)"
      try await fail(job, state: "expired", reason: "expired", message: message)
      return .worked
    }
    let series: [Candle]
    do {
      series = try await candles.candles(job.chart)
    } catch {
      // chart-sourcer is away: the job stays ours and is tried again until its time is up.
      logger.warning("no candles yet", metadata: metadata(job, error))
      try await database.transaction { try JobStorage(transaction: $0).releaseClaims(of: instance) }
      return .idle(until: time.now + .milliseconds(300))
    }
    let id = AnalysisID.random()
    killPoints.reach(.modelBeforeCall)
    let answer = analyst.analyze(job.chart, candles: series, id: id)
    killPoints.reach(.modelAfterCall)
    switch answer {
    case .accepted(let summary, let analysis, let checks):
      try await complete(job, summary, ResultStorage.Record(analysis: analysis, checks: checks))
    case .rejected(let reason, let message, let analysis, let checks):
      let record = ResultStorage.Record(analysis: analysis, checks: checks)
      try await fail(job, state: "failed", reason: reason, message: message, (id, record))
    }
    return .worked
  }

  private func complete(_ job: AnalysisJob, _ summary: AnalysisSummary, _ record: ResultStorage.Record) async throws {
    try await database.transaction { transaction in
      guard try JobStorage(transaction: transaction).end(job, by: instance, state: "done") else { return }
      let ofRecord = try ResultStorage(transaction: transaction).save(summary, record)
      try transaction.publish(
        AnalysisCompleted(cycleID: job.chart.cycleID, analysis: ofRecord), cause(job), effectKey: "outcome", actBefore: job.analysisBy)
    }
  }

  private func fail(
    _ job: AnalysisJob, state: String, reason: String, message: String, _ rejected: (AnalysisID, ResultStorage.Record)? = nil
  ) async throws {
    let chart = job.chart
    try await database.transaction { transaction in
      guard try JobStorage(transaction: transaction).end(job, by: instance, state: state) else { return }
      if let (id, record) = rejected {
        try ResultStorage(transaction: transaction).saveRejected(id, chart, reason: "\(reason): \(message)", record)
      }
      let event = AnalysisFailed(
        cycleID: chart.cycleID, symbol: chart.symbol, timeframe: chart.timeframe, candleClose: chart.candleClose, reason: reason,
        message: message)
      try transaction.publish(event, cause(job), effectKey: "outcome")
    }
  }

  private func cause(_ job: AnalysisJob) -> Cause { Cause(correlationID: job.chart.cycleID.correlation, causationID: job.causedBy) }

  private func metadata(_ job: AnalysisJob, _ error: any Error) -> Logger.Metadata {
    ["symbol": "\(job.chart.symbol)", "correlation.id": "\(job.chart.cycleID)", "error": "\(error)"]
  }
}
