import Messages
import Model

/// The moments at which a cycle's events reached a listener on the bus, counted from the boundary at which the candle closed. Pure.
struct PipelineTimings: Sendable {
  /// One event of the pipeline, over all cycles.
  struct Step: Encodable, Sendable, Equatable {
    let step: String
    let count: Int
    let millisecondsP50: Double
    let millisecondsP95: Double
    /// Of a cycle's last such event: what all symbols together take.
    let lastMillisecondsP50: Double
  }

  /// In the order of the pipeline.
  static let topics: [Topic] = [
    CycleStarted.topic, ChartCaptured.topic, AnalysisCompleted.topic, SignalsRanked.topic, TradeProposed.topic, TradeConfirmed.topic,
    OrderPlaced.topic, TradeOpened.topic,
  ]

  /// What an order waits for, one after the other; an event that names no symbol counts for all symbols of its cycle.
  static let chain = topics.dropLast()

  private var boundaries: [CorrelationID: Timestamp] = [:]
  private var moments: [CorrelationID: [Topic: [Timestamp]]] = [:]
  /// The first of its kind; nil is the whole cycle.
  private var firsts: [CorrelationID: [Topic: [Symbol?: Timestamp]]] = [:]

  /// - Parameter boundary: the moment at which the cycle's candle closed.
  mutating func begin(_ cycle: CorrelationID, boundary: Timestamp) { boundaries[cycle] = boundary }

  /// Events of cycles that were not begun here are ignored: they began before the measurement.
  /// - Parameter symbol: nil when the event is about all of them.
  mutating func add(_ topic: Topic, of cycle: CorrelationID, symbol: Symbol?, at moment: Timestamp) {
    guard boundaries[cycle] != nil, Self.topics.contains(topic) else { return }
    if firsts[cycle]?[topic]?[symbol] == nil { firsts[cycle, default: [:]][topic, default: [:]][symbol] = moment }
    moments[cycle, default: [:]][topic, default: []].append(moment)
  }

  /// Milliseconds from the boundary to every event of a topic.
  func milliseconds(_ topic: Topic) -> [Double] {
    moments.flatMap { cycle, topics in topics[topic, default: []].map { elapsed($0, cycle) } }.sorted()
  }

  var steps: [Step] {
    Self.topics.compactMap { topic in
      let all = milliseconds(topic)
      guard let median = Self.percentile(all, 0.5), let slow = Self.percentile(all, 0.95) else { return nil }
      let last = moments.compactMap { cycle, topics in topics[topic]?.max().map { elapsed($0, cycle) } }.sorted()
      return Step(
        step: topic.event, count: all.count, millisecondsP50: median, millisecondsP95: slow,
        lastMillisecondsP50: Self.percentile(last, 0.5) ?? median)
    }
  }

  /// Of the symbols that reached an order: the mean time until each event of the chain since the one before it. Their sum is the mean time
  /// from the boundary to the order. A chain with an event that was not heard is left out.
  var orderChain: [(step: String, milliseconds: Double)] {
    let chains = moments.keys.flatMap { cycle in
      (firsts[cycle]?[OrderPlaced.topic] ?? [:]).keys.compactMap { symbol in chain(of: symbol, in: cycle) }
    }
    guard !chains.isEmpty else { return [] }
    return Self.chain.enumerated().map { index, topic in
      (topic.event, chains.reduce(0) { $0 + $1[index] } / Double(chains.count))
    }
  }

  private func chain(of symbol: Symbol?, in cycle: CorrelationID) -> [Double]? {
    var before = 0.0
    var differences: [Double] = []
    for topic in Self.chain {
      guard let firsts = firsts[cycle]?[topic], let moment = firsts[symbol] ?? firsts[nil] else { return nil }
      let now = elapsed(moment, cycle)
      differences.append(now - before)
      before = now
    }
    return differences
  }

  private func elapsed(_ moment: Timestamp, _ cycle: CorrelationID) -> Double {
    boundaries[cycle].map { Double((moment - $0).wholeNanoseconds / 1000) / 1000 } ?? 0
  }

  /// The nearest rank; nil of nothing.
  /// - Parameter sorted: ascending.
  static func percentile(_ sorted: [Double], _ share: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
