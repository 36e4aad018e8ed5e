/// The arithmetic so far, kept so that a refusal carries it too.
struct SizingSheet {
  private(set) var steps: [SizingStep] = []

  mutating func note(_ name: String, _ value: String) { steps.append(SizingStep(name: name, value: value)) }
  mutating func note(_ name: String, _ units: Int128) { note(name, SizingUnits.text(units)) }

  func refusal(_ code: SizingRefusal.Code, _ message: String) -> SizingRefusal {
    SizingRefusal(code: code, message: message, steps: steps)
  }
}
