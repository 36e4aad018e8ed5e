import Messages
import Messaging
import Model

/// Whether the exchange has a contract of this name: a typing error would close nothing, and leave open what was meant.
enum ContractCheck: Sendable, Equatable {
  case known
  case unknown
  /// The exchange cannot be asked: why.
  case notChecked(String)

  static func of(_ symbol: Symbol, _ bus: Bus) async throws -> ContractCheck {
    do {
      return try await bus.ask(GetInstruments(symbols: [symbol])).instruments.contains { $0.symbol == symbol } ? .known : .unknown
    } catch let error as BusError {
      return .notChecked(error.description)
    }
  }
}
