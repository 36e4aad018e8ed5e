import Model

/// Whether entries may pass the gate.
package enum TradingLevel: String, Codable, Sendable {
  case running, paused, halted
}
