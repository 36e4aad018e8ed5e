import Model

extension Contract {
  /// Tick and step of well-known symbols follow the exchange; the start price is where the synthetic market begins.
  private static func terms(_ symbol: Symbol) -> (price: Price, tickSize: String, quantityStep: String)? {
    let known: (String, String, String)? =
      switch symbol.description {
      case "BTCUSDT": ("60000", "0.10", "0.001")
      case "ETHUSDT": ("3000", "0.01", "0.01")
      case "SOLUSDT": ("150", "0.01", "0.1")
      case "XRPUSDT": ("2", "0.0001", "0.1")
      case "DOGEUSDT": ("0.2", "0.00001", "1")
      default: nil
      }
    guard let known, let price = Price(known.0) else { return nil }
    return (price, known.1, known.2)
  }

  /// Where the synthetic market of a symbol begins; other names get a price between 0.1 and 999 from a hash of the name.
  static func startPrice(_ symbol: Symbol) -> Price {
    if let known = terms(symbol) { return known.price }
    var random = SplitMix(seed: SplitMix.hash(symbol.description))
    let hundredths = random.integer(in: 100...999)
    let scale: Int128 = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000][random.integer(in: 0...3)]
    return Price(FixedPoint(units: Int128(hundredths) * scale / 10))
  }

  /// The rules for a symbol that trades near `price`. - Precondition: `price > 0`.
  static func terms(of symbol: Symbol, near price: Price) -> Contract {
    let known = terms(symbol)
    let magnitude = String((price.fixedPoint.units).magnitude).count - 9  // 60000 → 4, 0.2 → -1
    let tickText = known?.tickSize ?? power(of: max(-8, magnitude - 4))
    let stepText = known?.quantityStep ?? power(of: max(-4, -magnitude))
    let tick = Price(tickText) ?? Price(FixedPoint(units: 1))
    let step = Quantity(stepText) ?? Quantity(FixedPoint(units: 1))
    let largest = Quantity.affordable(Money(FixedPoint(units: 30_000_000 * FixedPoint.unitsPerOne)), at: price)
    let market = max(step, largest.rounded(toMultipleOf: step, .down))
    return Contract(
      instrument: Instrument(
        symbol: symbol, tickSize: tick, quantityStep: step, minimumQuantity: step, maximumMarketQuantity: market,
        minimumNotional: Money(FixedPoint(units: 5 * FixedPoint.unitsPerOne)), maximumLeverage: 100),
      maximumLimitQuantity: market + market,
      maximumPrice: Price(FixedPoint(units: price.fixedPoint.units * 33)).rounded(toMultipleOf: tick, .up),
      priceDigits: fractionDigits(tickText), quantityDigits: fractionDigits(stepText))
  }

  private static func power(of exponent: Int) -> String {
    exponent >= 0 ? "1" + String(repeating: "0", count: exponent) : "0." + String(repeating: "0", count: -exponent - 1) + "1"
  }

  static func fractionDigits(_ text: String) -> Int {
    text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
  }
}
