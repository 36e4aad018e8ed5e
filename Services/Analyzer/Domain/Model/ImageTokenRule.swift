/// How a family of models counts an image in tokens, for estimates before a call. Computed as the provider's guide says it.
package enum ImageTokenRule: Hashable, Sendable {
  /// Squares of 512 pixels after scaling into 2048 × 2048 and then to a short side of 768; `low` costs the base alone.
  case tiles(base: Int, perTile: Int)
  /// Squares of 32 pixels, scaled down to a budget and a longest side, times a factor. `low` is a picture of 512 × 512; some models
  /// ignore it, so it is not counted on.
  case patches(factor: Double, budget: Int, originalBudget: Int?)
  /// A server of one's own, whose rule is its own affair.
  case fixed(Int)

  static let longestSide = 2048.0
  static let longestOriginalSide = 6000.0

  package func tokens(width: Int, height: Int, detail: ImageDetail) -> Int {
    switch self {
    case .tiles(let base, let perTile):
      if detail == .low { return base }
      var (w, h) = (Double(width), Double(height))
      let fit = min(1, 2048 / max(w, h))
      (w, h) = (w * fit, h * fit)
      let short = min(1, 768 / min(w, h))
      (w, h) = (w * short, h * short)
      return base + perTile * Int((w / 512).rounded(.up) * (h / 512).rounded(.up))
    case .patches(let factor, let budget, let originalBudget):
      let isOriginal = detail == .original
      let count = Self.patches(
        Double(width), Double(height), budget: isOriginal ? originalBudget ?? budget : budget,
        longestSide: isOriginal && originalBudget != nil ? Self.longestOriginalSide : Self.longestSide)
      return Int((Double(count) * factor).rounded(.up))
    case .fixed(let tokens): return tokens
    }
  }

  private static func patches(_ width: Double, _ height: Double, budget: Int, longestSide: Double) -> Int {
    func count(_ w: Double, _ h: Double) -> Int { Int((w / 32).rounded(.up) * (h / 32).rounded(.up)) }
    let side = min(1, longestSide / max(width, height))
    let (w, h) = ((width * side).rounded(.down), (height * side).rounded(.down))
    guard count(w, h) > budget else { return count(w, h) }
    var ratio = (Double(budget) * 1024 / (w * h)).squareRoot()
    let (columns, rows) = (w * ratio / 32, h * ratio / 32)
    ratio *= min(columns.rounded(.down) / columns, rows.rounded(.down) / rows)
    return min(count((w * ratio).rounded(.down), (h * ratio).rounded(.down)), budget)
  }
}
