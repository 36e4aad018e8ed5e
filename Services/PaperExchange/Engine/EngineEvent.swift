import Model

/// What has happened, in the order in which it happened; the private and public streams are made of it.
enum EngineEvent: Sendable {
  case execution(account: Int, Execution)
  /// The order as it stood after the change.
  case order(account: Int, Order)
  /// Changed or confirmed; the row is read when the event is delivered.
  case position(account: Int, Symbol)
  case wallet(account: Int)
  /// A client's order took from the book.
  case trade(PublicTrade)
}
