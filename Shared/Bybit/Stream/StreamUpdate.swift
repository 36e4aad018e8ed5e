import Model

/// One thing that a stream told.
package enum StreamUpdate: Sendable, Equatable {
  case order(Order)
  case execution(Execution)
  case position(Position)
  case wallet(Wallet)
  case ticker(Ticker)
  case candle(StreamCandle)
}
