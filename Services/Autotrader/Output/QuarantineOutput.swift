import Messages
import Model

/// A quarantine for programs.
struct QuarantineOutput: Encodable, Sendable, Equatable {
  let symbol: Symbol
  let cause: Quarantine.Cause
  let message: String
  let decidedBy: String
  let since: String

  init(_ quarantine: Quarantine) {
    symbol = quarantine.symbol
    cause = quarantine.cause
    message = quarantine.message
    decidedBy = quarantine.decidedBy
    since = quarantine.since.description
  }

  var line: String { "\(symbol) gets no entry since \(since.prefix(19)): \(message) (\(decidedBy))" }
}
