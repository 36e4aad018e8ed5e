import Model

/// How far from the last price a market order may be filled.
enum SlippageTolerance: Hashable, Codable, Sendable {
  /// In ticks.
  case ticks(Int64)
  /// In hundredths of a percent.
  case basisPoints(Int64)

  private enum Key: String, CodingKey { case ticks, basisPoints }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let count = try container.decodeIfPresent(Int64.self, forKey: .ticks) {
      self = .ticks(count)
    } else {
      self = .basisPoints(try container.decode(Int64.self, forKey: .basisPoints))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .ticks(let count): try container.encode(count, forKey: .ticks)
    case .basisPoints(let count): try container.encode(count, forKey: .basisPoints)
    }
  }

  func limit(_ side: Side, last: Price, tick: Price) -> Price {
    let distance: Int128 =
      switch self {
      case .ticks(let count): Int128(count) * tick.fixedPoint.units
      case .basisPoints(let count): last.fixedPoint.units * Int128(count) / 10_000
      }
    let units = side == .buy ? last.fixedPoint.units + distance : last.fixedPoint.units - distance
    return Price(FixedPoint(units: max(tick.fixedPoint.units, units))).rounded(toMultipleOf: tick, .down)
  }
}
