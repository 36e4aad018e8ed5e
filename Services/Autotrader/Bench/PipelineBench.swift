import Database
import Instance
import Messages
import Messaging
import Model

/// Listens to a running system for some cycles, and counts what the database does meanwhile.
struct PipelineBench: Sendable {
  let bus: Bus
  let database: Database
  let cycles: Int
  let symbols: Int
  let timeframe: Timeframe
  let time: TimeSource
  /// Says how far it is.
  let progress: @Sendable (Int) -> Void

  /// Commits measured alone, at the end.
  static let aloneCommits = 200
  /// The plan and the start of a cycle are committed before `cycle.started` can be heard.
  private static let commitsBeforeStart = 2.0

  /// - Throws: ``CommandFailure`` when the cycles do not come, or lead to no order.
  func run() async throws -> PipelineReport {
    let limit = timeframe.duration * (cycles + 3) + .seconds(30)
    let (timings, commits, ended) = try await withThrowingTaskGroup(of: (PipelineTimings, [Double], Int)?.self) { group in
      group.addTask { try await listen() }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let result = try await group.next(), let result else {
        throw CommandFailure(.failed, "\(cycles) cycles did not end within \(limit.text)")
      }
      return result
    }
    guard
      let report = PipelineReport(
        timings, cycles: ended, symbols: symbols, commits: commits, commitMilliseconds: try await commitMilliseconds())
    else { throw CommandFailure(.noTrade, "\(ended) cycles led to no order: run more, or name more symbols") }
    return report
  }

  private func listen() async throws -> (PipelineTimings, [Double], Int)? {
    var timings = PipelineTimings()
    var commits: [Double] = []
    var atStart: [CorrelationID: Int64] = [:]
    var ended = 0
    for await event in bus.events {
      let now = time.now
      let (topic, cycle) = (event.envelope.topic, event.envelope.correlationID)
      // Cycles are begun until enough have ended, so that the last one's orders are heard.
      if topic == CycleStarted.topic {
        timings.begin(cycle, boundary: try event.decode(CycleStarted.self).candleClose)
        atStart[cycle] = try await transactions()
      }
      // Exits are orders too.
      if topic == OrderPlaced.topic, try event.decode(OrderPlaced.self).purpose != .entry { continue }
      timings.add(topic, of: cycle, symbol: try symbol(event), at: now)
      if topic == OrderPlaced.topic, let start = atStart.removeValue(forKey: cycle) {
        commits.append(Double(try await transactions() - start) + Self.commitsBeforeStart)
      }
      if topic == CycleCompleted.topic {
        ended += 1
        progress(ended)
        if ended == cycles { return (timings, commits, ended) }
      }
    }
    return nil
  }

  /// nil of what is about a whole cycle, and of what the pipeline does not wait for.
  private func symbol(_ event: EncodedEvent) throws -> Symbol? {
    switch event.envelope.topic {
    case ChartCaptured.topic: try event.decode(ChartCaptured.self).symbol
    case AnalysisCompleted.topic: try event.decode(AnalysisCompleted.self).analysis.symbol
    case TradeProposed.topic: try event.decode(TradeProposed.self).proposal.symbol
    case TradeConfirmed.topic: try event.decode(TradeConfirmed.self).proposal.symbol
    case OrderPlaced.topic: try event.decode(OrderPlaced.self).symbol
    case TradeOpened.topic: try event.decode(TradeOpened.self).symbol
    default: nil
    }
  }

  /// Writing transactions so far: only those draw a number.
  private func transactions() async throws -> Int64 {
    try await database.transaction {
      try $0.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next").first?.read("next") ?? 0
    }
  }

  private func commitMilliseconds() async throws -> [Double] {
    _ = try await database.transaction { try $0.execute("CREATE TABLE IF NOT EXISTS bench_commits (n BIGINT NOT NULL)") }
    var milliseconds: [Double] = []
    for number in 0..<Self.aloneCommits {
      let start = time.now
      _ = try await database.transaction { try $0.execute("INSERT INTO bench_commits VALUES ($1::bigint)", number) }
      milliseconds.append(Double((time.now - start).wholeNanoseconds) / 1_000_000)
    }
    return milliseconds
  }
}
