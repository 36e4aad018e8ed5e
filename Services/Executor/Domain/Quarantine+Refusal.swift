import Messages

extension [Quarantine] {
  /// Why a symbol gets no entry; nil when it may have one.
  package var refusal: String? {
    guard let first else { return nil }
    let reasons = map { "\($0.message) (\($0.decidedBy), \($0.since))" }
    return "\(first.symbol) is under quarantine: \(reasons.joined(separator: "; "))"
  }
}
