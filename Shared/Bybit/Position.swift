import Model

/// One position row of one-way mode.
package struct Position: Sendable, Equatable {
  /// What the stops of a position cover (`tpslMode`).
  package enum StopMode: String, Sendable {
    case full = "Full"
    /// Each stop covers the part that it was set with; the rest may be without one.
    case partial = "Partial"
  }

  package let symbol: Symbol
  /// nil: flat.
  package let side: Side?
  package let size: Quantity
  package let averagePrice: Price?
  package let markPrice: Price?
  /// nil when it lies outside the price range; an estimate in cross margin.
  package let liquidationPrice: Price?
  package let takeProfit: Price?
  package let stopLoss: Price?
  /// nil when the exchange does not say.
  package let stopMode: StopMode?
  package let leverage: Double?
  package let unrealisedPnL: Money
  /// 0 in one-way mode.
  package let positionIndex: Int
  package let createdAt: Timestamp?
  package let updatedAt: Timestamp?
  /// −1 before the first trade.
  package let sequence: Int64

  package init(
    symbol: Symbol, side: Side?, size: Quantity, averagePrice: Price?, markPrice: Price?, liquidationPrice: Price?, takeProfit: Price?,
    stopLoss: Price?, leverage: Double?, unrealisedPnL: Money, positionIndex: Int, createdAt: Timestamp?, updatedAt: Timestamp?,
    sequence: Int64, stopMode: StopMode? = nil
  ) {
    self.symbol = symbol
    self.side = side
    self.size = size
    self.averagePrice = averagePrice
    self.markPrice = markPrice
    self.liquidationPrice = liquidationPrice
    self.takeProfit = takeProfit
    self.stopLoss = stopLoss
    self.stopMode = stopMode
    self.leverage = leverage
    self.unrealisedPnL = unrealisedPnL
    self.positionIndex = positionIndex
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.sequence = sequence
  }

  /// The stop, if it covers the whole position.
  package var coveringStop: Price? { stopMode == .partial ? nil : stopLoss }
}

extension Position {
  /// Reads REST rows and stream rows; the latter call the average price `entryPrice`.
  init(_ row: ReplyRow) throws(BybitError) {
    let size: Quantity = try row.decimalOrZero("size")
    let side: Side? = size == .zero ? nil : try row.side("side")
    self.init(
      symbol: try row.symbol(), side: side, size: size,
      averagePrice: try row.optionalDecimal(row.has("avgPrice") ? "avgPrice" : "entryPrice"),
      markPrice: try row.optionalDecimal("markPrice"),
      liquidationPrice: try row.optionalDecimal("liqPrice"), takeProfit: try row.optionalDecimal("takeProfit"),
      stopLoss: try row.optionalDecimal("stopLoss"), leverage: try row.optionalNumber("leverage"),
      unrealisedPnL: try row.decimalOrZero("unrealisedPnl"), positionIndex: Int(row.integer("positionIdx") ?? 0),
      createdAt: try row.optionalTime("createdTime"), updatedAt: try row.optionalTime("updatedTime"), sequence: row.integer("seq") ?? -1,
      stopMode: row.optionalText("tpslMode").flatMap(StopMode.init(rawValue:)))
  }
}
