/// The part of the V5 API that is served.
enum Endpoint: String, CaseIterable {
  case time = "GET /v5/market/time"
  case kline = "GET /v5/market/kline"
  case tickers = "GET /v5/market/tickers"
  case instruments = "GET /v5/market/instruments-info"
  case orderBook = "GET /v5/market/orderbook"
  case recentTrades = "GET /v5/market/recent-trade"
  case fundingHistory = "GET /v5/market/funding/history"
  case feeRate = "GET /v5/account/fee-rate"
  case walletBalance = "GET /v5/account/wallet-balance"
  case accountInfo = "GET /v5/account/info"
  case queryAPI = "GET /v5/user/query-api"
  case coinInfo = "GET /v5/asset/coin/query-info"
  case positions = "GET /v5/position/list"
  case closedProfits = "GET /v5/position/closed-pnl"
  case setLeverage = "POST /v5/position/set-leverage"
  case switchMode = "POST /v5/position/switch-mode"
  case tradingStop = "POST /v5/position/trading-stop"
  case createOrder = "POST /v5/order/create"
  case amendOrder = "POST /v5/order/amend"
  case cancelOrder = "POST /v5/order/cancel"
  case cancelAllOrders = "POST /v5/order/cancel-all"
  case openOrders = "GET /v5/order/realtime"
  case orderHistory = "GET /v5/order/history"
  case executions = "GET /v5/execution/list"

  var path: String { String(rawValue.drop { $0 != "/" }) }

  var isPublic: Bool {
    switch self {
    case .time, .kline, .tickers, .instruments, .orderBook, .recentTrades, .fundingHistory: true
    default: false
    }
  }

  /// Requests per second and user; market data has no such limit, only the one per address, which is not imitated.
  var requestsPerSecond: Int {
    switch self {
    case .time, .kline, .tickers, .instruments, .orderBook, .recentTrades, .fundingHistory: 600
    case .createOrder, .amendOrder, .cancelOrder, .cancelAllOrders, .setLeverage, .switchMode, .tradingStop, .queryAPI, .coinInfo, .feeRate:
      10
    default: 50
    }
  }
}
