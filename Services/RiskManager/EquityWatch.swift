import Database
import Messages
import Messaging
import Model
import ServiceKit

/// Where the account's equity comes from.
protocol EquitySource: Sendable {
  func equity() async throws -> Money
}

/// Asks the executor, which reads it from the exchange.
struct BusEquitySource: EquitySource {
  let bus: Bus
  func equity() async throws -> Money { try await bus.ask(GetWallet(), within: .seconds(3)).equity }
}

/// Observes the equity every five seconds and trips the breakers. While it cannot be read the record stays as it was, and nobody waits.
struct EquityWatch: Worker {
  let name = "equity-watch"
  let database: Database
  let source: any EquitySource
  let limits: BreakerLimits
  let time: TimeSource

  static let interval = Duration.seconds(5)

  func step() async throws -> WorkerOutcome {
    let last = try await database.transaction { try TradingStateStorage(transaction: $0).current().equity.observedAt }
    let now = time.now
    // An observation of the future was made before the clock was set back: it is no reason to wait.
    if let last, last <= now, now < last + Self.interval { return .idle(until: last + Self.interval) }
    let equity = try await source.equity()
    try await database.transaction { transaction in
      let storage = TradingStateStorage(transaction: transaction)
      var state = try storage.locked()
      let halted = state.observe(equity, at: transaction.now, limits)
      try storage.save(state)
      guard let halted else { return }
      try storage.log("trip", state, halted.message, by: halted.decidedBy)
      try transaction.publish(halted, Cause(correlationID: .random()))
    }
    return .idle(until: time.now + Self.interval)
  }
}
