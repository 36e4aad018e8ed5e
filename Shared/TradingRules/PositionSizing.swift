import Model

/// How much to order so that a hit stop costs a fixed fraction of equity, fees included.
///
/// quantity = risk amount / (|entry − stop| + 2 · fee rate · entry), capped by notional, by available margin (with both fees) and by the
/// largest market order, rounded down to the quantity step. The arithmetic is exact decimal: the result is an order, not an estimate.
package enum PositionSizing {
  /// Beyond it an input is a mistake. Times the highest leverage it still fits NUMERIC(20,8).
  private static let maximumEquity = Money(FixedPoint(units: 1_000_000_000 * FixedPoint.unitsPerOne))

  package static func size(_ input: SizingInput) -> SizingOutcome {
    do throws(SizingRefusal) {
      return .sized(try compute(input))
    } catch {
      return .refused(error)
    }
  }

  private static func compute(_ input: SizingInput) throws(SizingRefusal) -> SizingResult {
    var sheet = SizingSheet()
    let rates = try SizingRates(input, &sheet)
    try checkPrices(input, &sheet)
    let entry = input.entry.fixedPoint.units
    let equity = input.equity.fixedPoint.units

    let riskAmount = try allowedRisk(input, rates, &sheet)
    let distance = (input.entry - input.stopLoss).magnitude.fixedPoint.units
    let fees = 2 * SizingUnits.product(entry, rates.fee, .up)
    sheet.note("stop distance", distance)
    sheet.note("fees per unit, entry and exit", fees)
    sheet.note("risk per unit", distance + fees)

    let maximumNotional = SizingUnits.product(SizingUnits.product(equity, rates.notionalFraction, .down), rates.leverage, .down)
    sheet.note("maximum notional", maximumNotional)
    let marginPerUnit = SizingUnits.quotient(entry, rates.leverage, .up) + fees
    sheet.note("available margin", input.available.fixedPoint.units)
    sheet.note("margin and fees per unit", marginPerUnit)

    let bounds: [(cap: SizingCap, units: Int128)] = [
      (.risk, SizingUnits.quotient(riskAmount, distance + fees, .down)),
      (.notional, SizingUnits.quotient(maximumNotional, entry, .down)),
      (.availableMargin, SizingUnits.quotient(input.available.fixedPoint.units, marginPerUnit, .down)),
      (.marketOrder, input.instrument.maximumMarketQuantity.fixedPoint.units),
    ]
    for bound in bounds { sheet.note("quantity by \(bound.cap.rawValue)", bound.units) }
    let smallest = bounds.reduce(bounds[0]) { $1.units < $0.units ? $1 : $0 }
    sheet.note("limited by", smallest.cap.rawValue)
    let bounded = Quantity(FixedPoint(units: min(smallest.units, FixedPoint.maximumUnits)))
    let quantity = bounded.rounded(toMultipleOf: input.instrument.quantityStep, .down)
    sheet.note("quantity", quantity.description)
    return try finish(input, rates, quantity, riskPerUnit: distance + fees, limitedBy: smallest.cap, &sheet)
  }

  private static func checkPrices(_ input: SizingInput, _ sheet: inout SizingSheet) throws(SizingRefusal) {
    sheet.note("side", input.side.rawValue)
    sheet.note("entry", input.entry.description)
    sheet.note("stop", input.stopLoss.description)
    guard input.entry > .zero, input.stopLoss > .zero else { throw sheet.refusal(.invalidInput, "entry and stop must be above 0") }
    guard input.instrument.quantityStep > .zero, input.instrument.maximumMarketQuantity >= .zero else {
      throw sheet.refusal(.invalidInput, "the instrument's quantity step must be above 0")
    }
    guard input.entry != input.stopLoss else { throw sheet.refusal(.stopEqualsEntry, "the stop equals the entry \(input.entry)") }
    guard (input.stopLoss < input.entry) == (input.side == .buy) else {
      throw sheet.refusal(
        .stopOnWrongSide, "the stop \(input.stopLoss) of a \(input.side.rawValue) is on the profit side of the entry \(input.entry)")
    }
  }

  private static func allowedRisk(
    _ input: SizingInput, _ rates: SizingRates, _ sheet: inout SizingSheet
  ) throws(SizingRefusal) -> Int128 {
    sheet.note("equity", input.equity.description)
    guard input.equity > .zero else { throw sheet.refusal(.noEquity, "equity \(input.equity) is not above 0") }
    guard input.equity <= maximumEquity, input.available <= maximumEquity else {
      throw sheet.refusal(.invalidInput, "equity or available margin is above \(maximumEquity)")
    }
    guard input.available > .zero else { throw sheet.refusal(.noAvailableMargin, "available margin \(input.available) is not above 0") }
    guard input.openRisk >= .zero else { throw sheet.refusal(.invalidInput, "open risk \(input.openRisk) is negative") }
    let wanted = SizingUnits.product(input.equity.fixedPoint.units, rates.risk, .down)
    sheet.note("risk amount wanted", wanted)
    let allowed = SizingUnits.product(input.equity.fixedPoint.units, rates.openRisk, .down)
    let left = allowed - input.openRisk.fixedPoint.units
    sheet.note("open risk left", left)
    guard left > 0 else {
      throw sheet.refusal(.openRiskExhausted, "open risk \(input.openRisk) leaves nothing of \(SizingUnits.text(allowed))")
    }
    sheet.note("risk amount", min(wanted, left))
    return min(wanted, left)
  }

  private static func finish(
    _ input: SizingInput, _ rates: SizingRates, _ quantity: Quantity, riskPerUnit: Int128, limitedBy cap: SizingCap,
    _ sheet: inout SizingSheet
  ) throws(SizingRefusal) -> SizingResult {
    let minimum = input.instrument.minimumQuantity
    guard quantity > .zero, quantity >= minimum else {
      throw sheet.refusal(
        .belowMinimumQuantity,
        "quantity \(quantity), limited by \(cap.rawValue), is below the minimum \(minimum) of \(input.instrument.symbol)")
    }
    let units = quantity.fixedPoint.units
    let notional = Money(FixedPoint(units: SizingUnits.product(input.entry.fixedPoint.units, units, .up)))
    sheet.note("notional", notional.description)
    guard notional >= input.instrument.minimumNotional else {
      throw sheet.refusal(
        .belowMinimumNotional,
        "notional \(notional) is below the minimum \(input.instrument.minimumNotional) of \(input.instrument.symbol)")
    }
    let risk = Money(FixedPoint(units: SizingUnits.product(riskPerUnit, units, .up)))
    let margin = Money(FixedPoint(units: SizingUnits.quotient(notional.fixedPoint.units, rates.leverage, .up)))
    sheet.note("risk of this quantity", risk.description)
    sheet.note("margin required", margin.description)
    return SizingResult(
      quantity: quantity, notional: notional, riskAmount: risk, marginRequired: margin,
      leverage: FixedPoint(units: rates.leverage).double, limitedBy: cap, steps: sheet.steps)
  }
}
