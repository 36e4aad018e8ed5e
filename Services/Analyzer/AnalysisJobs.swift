import Database
import Logging
import Messages
import Model
import ServiceKit
import TradingRules

/// Works through the jobs: claim, analyse, commit the outcome by compare-and-set together with its event. While it analyses, it renews its
/// claims, so a dead analyzer's work is free after one lease however long a model takes.
struct AnalysisJobs: Worker {
  let name: String
  let database: Database
  let instance: String
  let candles: any CandleSource
  let analyst: any Analyst
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints

  static let renewal = JobStorage.lease / 4
  /// Somebody else has taken the job over.
  struct ClaimLost: Error {}

  static func releaseOwnClaims(_ database: Database, of instance: String) async throws {
    try await database.transaction { transaction in
      try JobStorage(transaction: transaction).releaseClaims(of: instance)
      try CallStorage(transaction: transaction).abandonCalls(of: instance)
    }
  }

  func step() async throws -> WorkerOutcome {
    guard let job = try await database.transaction({ try JobStorage(transaction: $0).claim(by: instance) }) else { return .idle }
    // Before the candle's end only after the clock was set back.
    guard TimeWindow(start: job.chart.candleClose, end: job.analysisBy).isOpen(at: time.now) else {
      let message = "the time for analyses was from \(job.chart.candleClose) to \(job.analysisBy)"
      try await fail(job, state: "expired", reason: "expired", message: message)
      return .worked
    }
    let id = AnalysisID.random()
    let outcome: AnalysisOutcome
    do {
      outcome = try await renewing(job) {
        let series = try await candles.candles(job.chart)
        killPoints.reach(.modelBeforeCall)
        let outcome = try await analyst.analyze(
          AnalysisSubject(id: id, chart: job.chart, candles: series, analysisBy: job.analysisBy))
        killPoints.reach(.modelAfterCall)
        return outcome
      }
    } catch is ClaimLost {
      return .worked
    } catch {
      // chart-sourcer is away or this service stops: the job is free and is tried again until its time is up.
      logger.warning("no analysis yet", metadata: metadata(job, error))
      try await database.transaction { try JobStorage(transaction: $0).release(job, by: instance) }
      try Task.checkCancellation()
      return .idle(until: time.now + .milliseconds(300))
    }
    switch outcome {
    case .accepted(let summary, let record): try await complete(job, summary, record)
    case .rejected(let reason, let message, let record):
      try await fail(job, state: "failed", reason: reason, message: message, (id, record))
    }
    return .worked
  }

  /// - Throws: ``ClaimLost``; what `work` throws.
  private func renewing(_ job: AnalysisJob, _ work: @escaping @Sendable () async throws -> AnalysisOutcome) async throws -> AnalysisOutcome
  {
    try await withThrowingTaskGroup(of: AnalysisOutcome.self) { group in
      group.addTask { try await work() }
      group.addTask {
        while true {
          try await Task.sleep(for: Self.renewal)
          let isOurs = try await database.transaction { transaction in
            try CallStorage(transaction: transaction).renew(job.chart, by: instance)
            return try JobStorage(transaction: transaction).renew(job, by: instance)
          }
          guard isOurs else { throw ClaimLost() }
        }
      }
      defer { group.cancelAll() }
      guard let outcome = try await group.next() else { throw CancellationError() }
      return outcome
    }
  }

  private func complete(_ job: AnalysisJob, _ summary: AnalysisSummary, _ record: AnalysisRecord) async throws {
    try await database.transaction { transaction in
      guard try JobStorage(transaction: transaction).end(job, by: instance, state: "done") else { return }
      let results = ResultStorage(transaction: transaction)
      let ofRecord = try results.save(summary, record)
      for other in record.others ?? [] { try results.saveShadow("ensemble", job.chart, other, of: ofRecord.analysisID) }
      try CallStorage(transaction: transaction).assign(ofRecord.analysisID, job.chart)
      try transaction.publish(
        AnalysisCompleted(cycleID: job.chart.cycleID, analysis: ofRecord), cause(job), effectKey: "outcome", actBefore: job.analysisBy)
    }
  }

  private func fail(
    _ job: AnalysisJob, state: String, reason: String, message: String, _ rejected: (AnalysisID, AnalysisRecord)? = nil
  ) async throws {
    let chart = job.chart
    try await database.transaction { transaction in
      guard try JobStorage(transaction: transaction).end(job, by: instance, state: state) else { return }
      if let (id, record) = rejected {
        try ResultStorage(transaction: transaction).saveRejected(id, chart, reason: "\(reason): \(message)", record)
        try CallStorage(transaction: transaction).assign(id, chart)
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
