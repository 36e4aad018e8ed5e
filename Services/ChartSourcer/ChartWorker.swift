import Bybit
import Charting
import Crypto
import Database
import FoundationEssentials
import Logging
import Messages
import Model
import ServiceKit

/// Draws the pending charts: fetches the candles, renders, stores the image by its content hash and publishes it.
///
/// Several at once, because most of a chart's time is the exchange's answer; not all at once, because the exchange counts requests.
struct ChartWorker: Worker {
  let name = "charts"
  let database: Database
  let history: CandleHistory
  /// How many charts are in work at the same time.
  let parallel: Int
  var theme = ChartTheme.dark
  var hasInset = false
  let time: TimeSource
  let logger: Logger

  func step() async throws -> WorkerOutcome {
    let pending = try await database.transaction { try ChartStorage(transaction: $0).pending() }
    let worked = try await withThrowingTaskGroup(of: Bool.self) { group in
      var worked = false
      for (index, chart) in pending.enumerated() {
        if index >= parallel, try await group.next() == true { worked = true }
        group.addTask { try await draw(chart) }
      }
      for try await isDone in group where isDone { worked = true }
      return worked
    }
    if worked { return .worked }
    return .idle(until: pending.map(\.timeframe).min { $0.seconds < $1.seconds }.map { time.now + Self.pause($0) })
  }

  /// Between two tries: a fortieth of the timeframe, 0.15 s to 5 s.
  static func pause(_ timeframe: Timeframe) -> Duration { min(.seconds(5), max(.milliseconds(150), timeframe.duration / 40)) }

  /// Asking the exchange again would bring the same answer: an unknown or delisted symbol, a refused key.
  private static func isFinal(_ kind: BybitError.Kind) -> Bool { [.rejected, .notFound, .authentication].contains(kind) }

  /// - Returns: false when the chart must be tried again.
  private func draw(_ chart: ChartStorage.Pending) async throws -> Bool {
    // Before the candle's end only after the clock was set back.
    guard TimeWindow(start: chart.candleClose, end: chart.analysisBy).isOpen(at: time.now) else {
      try await fail(chart, "expired", "no chart between \(chart.candleClose) and \(chart.analysisBy)")
      return true
    }
    do {
      let candles = try await history.candles(chart.symbol, chart.timeframe, closingAt: chart.candleClose)
      guard let last = candles.last, last.openTime + chart.timeframe.duration == chart.candleClose, let price = Price(nearest: last.close)
      else { return false }
      let input = ChartInput(symbol: chart.symbol, timeframe: chart.timeframe, candles: candles, theme: theme, hasInset: hasInset)
      let png = Data(try ChartRenderer.render(input).png)
      try await capture(chart, png, lastPrice: price)
    } catch let error as KlineDefect {
      try await fail(chart, error.reason.rawValue, error.description)
    } catch let error as ChartingError {
      try await fail(chart, "notDrawn", "\(error)")
    } catch let error as BybitError where Self.isFinal(error.kind) {
      try await fail(chart, "refused", "\(error)")
    } catch {
      logger.warning(
        "chart waits", metadata: ["symbol": "\(chart.symbol)", "correlation.id": "\(chart.cycleID)", "error": "\(error)"])
      return false
    }
    return true
  }

  private func capture(_ chart: ChartStorage.Pending, _ png: Data, lastPrice: Price) async throws {
    let hash = SHA256.hash(data: png).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    try await database.transaction { transaction in
      guard try ChartStorage(transaction: transaction).capture(chart, hash: hash, png: png) else { return }
      try record(chart, .done, "chart of \(png.count) bytes, last price \(lastPrice)", hash, transaction)
      let event = ChartCaptured(
        cycleID: chart.cycleID, symbol: chart.symbol, timeframe: chart.timeframe, candleClose: chart.candleClose, imageHash: hash,
        lastPrice: lastPrice)
      try transaction.publish(event, Cause(correlationID: chart.cycleID.correlation), actBefore: chart.analysisBy)
    }
  }

  private func fail(_ chart: ChartStorage.Pending, _ reason: String, _ message: String) async throws {
    try await database.transaction { transaction in
      guard try ChartStorage(transaction: transaction).fail(chart, reason: "\(reason): \(message)") else { return }
      try record(chart, reason == "expired" ? .expired : .failed, "\(reason): \(message)", nil, transaction)
      let event = ChartFailed(
        cycleID: chart.cycleID, symbol: chart.symbol, timeframe: chart.timeframe, candleClose: chart.candleClose, reason: reason,
        message: message)
      try transaction.publish(event, Cause(correlationID: chart.cycleID.correlation))
    }
  }

  private func record(
    _ chart: ChartStorage.Pending, _ outcome: CycleStep.Outcome, _ detail: String, _ reference: String?, _ transaction: Transaction
  ) throws {
    let step = CycleStep(
      name: .chart, symbol: chart.symbol, outcome: outcome, detail: detail, reference: reference, at: transaction.now)
    try StoryStorage(transaction: transaction).apply(StoryUpdate(chart.cycleID, [step]))
  }
}
