/// The closed sets of an order, spelled as on the wire.
enum OrderType: String, Codable, Sendable, CaseIterable { case market = "Market", limit = "Limit" }

enum TimeInForce: String, Codable, Sendable, CaseIterable {
  case goodTillCancelled = "GTC"
  case immediateOrCancel = "IOC"
  case fillOrKill = "FOK"
  case postOnly = "PostOnly"
}

enum OrderStatus: String, Sendable {
  case new = "New"
  case partiallyFilled = "PartiallyFilled"
  case untriggered = "Untriggered"
  case filled = "Filled"
  case cancelled = "Cancelled"
  case rejected = "Rejected"
  case deactivated = "Deactivated"

  var isOpen: Bool { isResting || self == .untriggered }
  /// In the book, to be filled.
  var isResting: Bool { self == .new || self == .partiallyFilled }
}

enum CancelType: String, Sendable {
  case none = "UNKNOWN"
  case byUser = "CancelByUser"
  case byReduceOnly = "CancelByReduceOnly"
  case byTakeProfitStopLossClear = "CancelByTpSlTsClear"
  case beforeLiquidation = "CancelAllBeforeLiq"
  case byStopLossTriggered = "CancelByOCOTpCanceledBySlTriggered"
  case byTakeProfitTriggered = "CancelByOCOSlCanceledByTpTriggered"
}

enum RejectReason: String, Sendable {
  case none = "EC_NoError"
  case postOnlyWouldTake = "EC_PostOnlyWillTakeLiquidity"
  case notFullyFillable = "EC_NoImmediateQtyToFill"
  case cancelForNoFullFill = "EC_CancelForNoFullFill"
  case quantityZero = "EC_QtyCannotBeZero"
  case others = "EC_Others"
}

enum CreateType: String, Sendable {
  case byUser = "CreateByUser"
  case byStopOrder = "CreateByStopOrder"
  case byTakeProfit = "CreateByTakeProfit"
  case byStopLoss = "CreateByStopLoss"
  case byPartialTakeProfit = "CreateByPartialTakeProfit"
  case byPartialStopLoss = "CreateByPartialStopLoss"
  case byTrailingStop = "CreateByTrailingStop"
  case byLiquidation = "CreateByLiq"
}

/// Which kind of conditional order; `none` for plain ones.
enum StopOrderType: String, Sendable {
  case none = ""
  case takeProfit = "TakeProfit"
  case stopLoss = "StopLoss"
  case stop = "Stop"
  case trailingStop = "TrailingStop"
  case partialTakeProfit = "PartialTakeProfit"
  case partialStopLoss = "PartialStopLoss"

  /// Belongs to a position and goes with it.
  var isProtection: Bool { self != .none && self != .stop }
  var isPartial: Bool { self == .partialTakeProfit || self == .partialStopLoss }
}

enum TriggerSource: String, Codable, Sendable, CaseIterable {
  case lastPrice = "LastPrice"
  case markPrice = "MarkPrice"
  case indexPrice = "IndexPrice"
}

/// Which way the price must travel to trigger; Bybit's 1 and 2.
enum TriggerDirection: Int, Codable, Sendable { case rise = 1, fall = 2 }

enum ExecutionType: String, Sendable {
  case trade = "Trade"
  case funding = "Funding"
  case liquidation = "BustTrade"
}
