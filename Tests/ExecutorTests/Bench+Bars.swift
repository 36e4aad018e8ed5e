import Messages
import Model
import TestKit

@testable import Executor

extension Bench {
  /// Trading is halted, as risk-manager tells it.
  func halt(_ message: String = "halted by ann") async throws {
    let halt = TradingHalted(level: .halted, reason: "asked", message: message, flatten: false, decidedBy: "ann")
    try await deliver(halt, to: TradingHaltedHandler(), database)
  }

  /// The proposal's symbol is put under quarantine, as a person asks for it.
  func quarantine(_ proposal: TradeProposal, _ message: String = "mine today") async throws {
    _ = try await QuarantineSymbolHandler(database: database).answer(
      QuarantineSymbol(symbol: proposal.symbol, message: message, decidedBy: "ann"))
  }
}
