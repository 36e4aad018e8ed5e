import Instance

/// What `autotrader bench pipeline` found; the keys are contracts (DESIGN §9).
struct PipelineReport: Encodable, Sendable, Equatable {
  /// From the close of the candle to the acknowledgement of an order.
  let millisecondsP50: Double
  let millisecondsP99: Double
  /// Writing transactions of all services from the boundary to the cycle's first acknowledged order; the median of the cycles.
  let commits: Int
  /// Of one small row, alone, on the same database right after the cycles.
  let commitMillisecondsP50: Double
  let cycles: Int
  let symbols: Int
  let orders: Int
  let steps: [PipelineTimings.Step]
  /// Where the time goes, in a sentence.
  let summary: String

  /// - Returns: nil when no order was acknowledged.
  init?(_ timings: PipelineTimings, cycles: Int, symbols: Int, commits: [Double], commitMilliseconds: [Double]) {
    let orders = timings.milliseconds(PipelineTimings.topics[6])
    guard let median = PipelineTimings.percentile(orders, 0.5), let slow = PipelineTimings.percentile(orders, 0.99) else { return nil }
    millisecondsP50 = median
    millisecondsP99 = slow
    self.commits = Int(PipelineTimings.percentile(commits.sorted(), 0.5) ?? 0)
    commitMillisecondsP50 = PipelineTimings.percentile(commitMilliseconds.sorted(), 0.5) ?? 0
    self.cycles = cycles
    self.symbols = symbols
    self.orders = orders.count
    steps = timings.steps
    summary = Self.summary(timings.orderChain, commits: self.commits, commitMilliseconds: commitMillisecondsP50)
  }

  /// Each step's share of the symbols' own way to an order.
  private static func summary(_ chain: [(step: String, milliseconds: Double)], commits: Int, commitMilliseconds: Double) -> String {
    let end = chain.reduce(0) { $0 + $1.milliseconds }
    guard end > 0 else { return "no order was heard of with every step before it" }
    let shares = zip(chain, percents(chain.map { $0.milliseconds / end * 100 })).map { part, percent in
      "\(rounded(part.milliseconds)) ms (\(percent) %) until \(part.step)"
    }
    return
      "Mean of an order, \(rounded(end)) ms: \(shares.joined(separator: ", ")). \(commits) commits of \(rounded(commitMilliseconds)) ms, one after the "
      + "other, would be \(rounded(Double(commits) * commitMilliseconds)) ms."
  }

  /// Whole numbers that make 100: rounded down, and what is missing goes to those that lost most.
  /// - Parameter shares: they make 100.
  private static func percents(_ shares: [Double]) -> [Int] {
    var whole = shares.map { Int($0.rounded(.down)) }
    let byLoss = shares.indices.sorted { (Double(whole[$0]) - shares[$0], $0) < (Double(whole[$1]) - shares[$1], $1) }
    for index in byLoss.prefix(max(100 - whole.reduce(0, +), 0)) { whole[index] += 1 }
    return whole
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  func lines(for terminal: Terminal) -> [String] {
    var table = Table([
      .init("from candle close to"), .init("events", isNumber: true), .init("p50 ms", isNumber: true), .init("p95 ms", isNumber: true),
      .init("last of a cycle, p50 ms", isNumber: true),
    ])
    for step in steps {
      table.add([
        step.step, "\(step.count)", "\(Self.rounded(step.millisecondsP50))", "\(Self.rounded(step.millisecondsP95))",
        "\(Self.rounded(step.lastMillisecondsP50))",
      ])
    }
    return table.lines + [
      "\(cycles) cycles of \(symbols) symbols, \(orders) orders: candle closed → order acknowledged p50 \(Self.rounded(millisecondsP50)) ms, "
        + "p99 \(Self.rounded(millisecondsP99)) ms",
      "one commit of this database (fsync on): p50 \(Self.rounded(commitMillisecondsP50)) ms; \(commits) commits until a cycle's first order",
      summary,
    ]
  }
}
