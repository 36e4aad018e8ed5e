import Messages

extension OrderState {
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
