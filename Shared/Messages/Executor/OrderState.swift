/// The finer life of an order of ours. `sending` means: it may have left the executor's machine.
package enum OrderState: String, Sendable, Codable, CaseIterable {
  case intended, sending, acknowledged, filled, failed
}
