import Bybit
import Model

/// What the exchange says of itself, the key and the account.
struct ExchangeFacts: Sendable, Equatable {
  /// What one symbol allows and how it is set.
  struct SymbolFacts: Sendable, Equatable {
    let symbol: Symbol
    /// nil: the exchange does not trade it.
    let maximumLeverage: Double?
    /// nil while it was never traded.
    let leverage: Double?
    /// Hedge mode: a long and a short position beside each other.
    let isHedged: Bool
    let hasPosition: Bool
  }

  let address: String
  /// What the exchange's clock is ahead of this machine's.
  let clockOffset: Duration
  let rights: Known<APIKeyRights>
  let symbols: Known<[SymbolFacts]>
}
