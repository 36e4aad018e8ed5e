import Model

/// How much to order so that a hit stop costs a fixed fraction of equity, fees included.
///
/// quantity = risk amount / (|entry − stop| + 2 · fee rate · entry), capped by notional, by free margin (with both fees; what is available
/// less what other entries were promised, less a buffer) and by the largest market order, rounded down to the quantity step. The arithmetic is exact decimal: the result is an order, not an estimate.
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
    let freeMargin = try freeMargin(input, rates, &sheet)
    sheet.note("margin and fees per unit", marginPerUnit)

    let bounds: [(cap: SizingCap, units: Int128)] = [
      (.risk, SizingUnits.quotient(riskAmount, distance + fees, .down)),
      (.notional, SizingUnits.quotient(maximumNotional, entry, .down)),
      (.availableMargin, SizingUnits.quotient(freeMargin, marginPerUnit, .down)),
      (.marketOrder, input.instrument.maximumMarketQuantity.fixedPoint.units),
    ]
    for bound in bounds { sheet.note("quantity by \(bound.cap.rawValue)", bound.units) }
    let smallest = bounds.reduce(bounds[0]) { $1.units < $0.units ? $1 : $0 }
    sheet.note("limited by", smallest.cap.rawValue)
    let bounded = Quantity(FixedPoint(units: min(smallest.units, FixedPoint.maximumUnits)))
    let quantity = bounded.rounded(toMultipleOf: input.instrument.quantityStep, .down)
    sheet.note("quantity", quantity.description)
    if smallest.cap == .availableMargin, quantity < input.instrument.minimumQuantity || quantity == .zero {
      throw sheet.refusal(
        .noAvailableMargin,
        "free margin \(SizingUnits.text(freeMargin)) (available \(input.available), promised \(input.promisedMargin)) is enough for "
          + "\(quantity) \(input.instrument.symbol), the minimum is \(input.instrument.minimumQuantity)")
    }
    let perUnit = PerUnit(risk: distance + fees, margin: marginPerUnit)
    return try finish(input, rates, quantity, perUnit, limitedBy: smallest.cap, &sheet)
  }

  private struct PerUnit {
    let risk: Int128
    let margin: Int128
  }

  /// What the exchange would accept as margin and fees of one more entry.
  private static func freeMargin(_ input: SizingInput, _ rates: SizingRates, _ sheet: inout SizingSheet) throws(SizingRefusal) -> Int128 {
    let unpromised = input.available.fixedPoint.units - input.promisedMargin.fixedPoint.units
    sheet.note("available margin", input.available.description)
    sheet.note("promised to other entries", input.promisedMargin.description)
    guard unpromised > 0 else {
      throw sheet.refusal(
        .noAvailableMargin, "available margin \(input.available) is all promised: \(input.promisedMargin) to entries under way")
    }
    let free = unpromised - SizingUnits.product(unpromised, rates.marginBuffer, .up)
    sheet.note("free margin", free)
    return free
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
    guard input.openRisk >= .zero, input.promisedMargin >= .zero else {
      throw sheet.refusal(.invalidInput, "open risk \(input.openRisk) or promised margin \(input.promisedMargin) is negative")
    }
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
    _ input: SizingInput, _ rates: SizingRates, _ quantity: Quantity, _ perUnit: PerUnit, limitedBy cap: SizingCap,
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
    let risk = Money(FixedPoint(units: SizingUnits.product(perUnit.risk, units, .up)))
    let margin = Money(FixedPoint(units: SizingUnits.quotient(notional.fixedPoint.units, rates.leverage, .up)))
    let withFees = Money(FixedPoint(units: SizingUnits.product(perUnit.margin, units, .up)))
    sheet.note("risk of this quantity", risk.description)
    sheet.note("margin required", margin.description)
    sheet.note("margin required with fees", withFees.description)
    return SizingResult(
      quantity: quantity, notional: notional, riskAmount: risk, marginRequired: margin, marginWithFees: withFees,
      leverage: FixedPoint(units: rates.leverage).double, limitedBy: cap, steps: sheet.steps)
  }
}
