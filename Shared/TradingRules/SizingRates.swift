import Model

/// The input's plain numbers as counts of 1e-8, each within the range in which it makes sense.
struct SizingRates {
  let risk: Int128
  let openRisk: Int128
  let fee: Int128
  let notionalFraction: Int128
  let marginBuffer: Int128
  /// Already bounded by the instrument.
  let leverage: Int128

  init(_ input: SizingInput, _ sheet: inout SizingSheet) throws(SizingRefusal) {
    risk = try Self.rate("risk fraction", input.riskFraction, 1e-8...1, &sheet)
    openRisk = try Self.rate("maximum open risk fraction", input.maximumOpenRiskFraction, 1e-8...1, &sheet)
    fee = try Self.rate("fee rate", input.feeRate, 0...0.1, &sheet)
    notionalFraction = try Self.rate("maximum notional fraction", input.maximumNotionalFraction, 1e-8...100, &sheet)
    marginBuffer = try Self.rate("margin buffer fraction", input.marginBufferFraction, 0...0.5, &sheet)
    _ = try Self.rate("instrument maximum leverage", input.instrument.maximumLeverage, 1...500, &sheet)
    let wanted = try Self.rate("leverage", input.leverage, 1...500, &sheet)
    leverage = FixedPoint(nearest: input.instrument.maximumLeverage).map { min(wanted, $0.units) } ?? wanted
    sheet.note("leverage used", leverage)
  }

  private static func rate(
    _ name: String, _ value: Double, _ range: ClosedRange<Double>, _ sheet: inout SizingSheet
  ) throws(SizingRefusal) -> Int128 {
    guard let units = SizingUnits.rate(value, in: range) else {
      sheet.note(name, "\(value)")
      throw sheet.refusal(.invalidInput, "\(name) \(value) is not within \(range.lowerBound)…\(range.upperBound)")
    }
    sheet.note(name, units)
    return units
  }
}
