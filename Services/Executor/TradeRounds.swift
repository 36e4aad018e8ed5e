import Logging
import Model
import ServiceKit

/// Visits trades at the same time, one visit a trade: there is at most one live trade a symbol, so a symbol has one operation at a time, and
/// what fails for one trade fails for no other. A round lasts as long as its slowest visit, and nobody is visited again before its end: the
/// calls of a visit have deadlines of a few seconds, and what must be in time comes before its reads.
struct TradeRounds: Sendable {
  let logger: Logger
  let time: TimeSource

  static let pause = Duration.milliseconds(500)

  /// - Throws: the first failure when no visit succeeded, so that the worker's loop backs off.
  func visit(
    _ trades: [TradeStorage.Live], _ body: @escaping @Sendable (TradeStorage.Live) async throws -> WorkerOutcome
  ) async throws -> WorkerOutcome {
    var worked = false
    var soonest: Timestamp?
    var failures: [any Error] = []
    await withTaskGroup(of: Result<WorkerOutcome, any Error>.self) { group in
      for trade in trades {
        group.addTask {
          do {
            return .success(try await body(trade))
          } catch {
            logger.warning(
              "a trade could not be advanced",
              metadata: ["trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)", "error": "\(error)"])
            return .failure(error)
          }
        }
      }
      for await result in group {
        switch result {
        case .success(.worked): worked = true
        case .success(.idle(let until)): soonest = [soonest, until].compactMap { $0 }.min()
        case .failure(let error): failures.append(error)
        }
      }
    }
    if let first = failures.first {
      guard failures.count < trades.count else { throw first }
      soonest = min(soonest ?? time.now + Self.pause, time.now + Self.pause)
    }
    return worked ? .worked : .idle(until: soonest)
  }
}
