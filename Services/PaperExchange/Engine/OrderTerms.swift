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
  case untriggered = "Untriggered"
  case filled = "Filled"
  case cancelled = "Cancelled"
  case rejected = "Rejected"
  case deactivated = "Deactivated"

  var isOpen: Bool { self == .new || self == .untriggered }
}

enum CancelType: String, Sendable {
  case none = "UNKNOWN"
  case byUser = "CancelByUser"
  case byReduceOnly = "CancelByReduceOnly"
  case byTakeProfitStopLossClear = "CancelByTpSlTsClear"
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
}

/// Which kind of conditional order; `none` for plain ones.
enum StopOrderType: String, Sendable {
  case none = ""
  case takeProfit = "TakeProfit"
  case stopLoss = "StopLoss"
  case stop = "Stop"

  var isProtection: Bool { self == .takeProfit || self == .stopLoss }
}

enum TriggerSource: String, Codable, Sendable, CaseIterable {
  case lastPrice = "LastPrice"
  case markPrice = "MarkPrice"
  case indexPrice = "IndexPrice"
}

/// Which way the price must travel to trigger; Bybit's 1 and 2.
enum TriggerDirection: Int, Codable, Sendable { case rise = 1, fall = 2 }
