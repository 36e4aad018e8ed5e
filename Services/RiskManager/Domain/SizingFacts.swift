import Messages
import Model

/// What the size depends on besides the signal, as asked from the services that own it.
package struct SizingFacts: Sendable, Equatable {
  package let equity: Money
  package let available: Money
  package let instrument: Instrument

  package init(equity: Money, available: Money, instrument: Instrument) {
    self.equity = equity
    self.available = available
    self.instrument = instrument
  }
}
