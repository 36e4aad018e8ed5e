/// The finer life of an order of ours. `sending` means: it may have left this machine.
package enum OrderState: String, Sendable, Codable, CaseIterable {
  case intended, sending, acknowledged, filled, failed

  /// The legal steps; anything else is refused and reported.
  package func mayBecome(_ next: OrderState) -> Bool {
    switch (self, next) {
    case (.intended, .sending), (.intended, .failed): true
    // Back to intended only when the order certainly never arrived.
    case (.sending, .acknowledged), (.sending, .intended), (.sending, .failed): true
    case (.acknowledged, .filled), (.acknowledged, .failed): true
    default: false
    }
  }
}
