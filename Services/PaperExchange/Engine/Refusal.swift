/// A request that the exchange turns down, with Bybit's code for it.
struct Refusal: Error, Equatable {
  enum Code: Int, Sendable {
    case badParameters = 10001
    case timestampOutsideWindow = 10002
    case unknownKey = 10003
    case badSignature = 10004
    case permissionDenied = 10005
    case rateLimit = 10006
    case serverError = 10016
    case unknownRoute = 10017
    case takeProfitStopLossUnchanged = 34040
    case unknownOrder = 110001
    case priceOutOfRange = 110003
    case insufficientBalance = 110007
    case tooManyStopOrders = 110009
    case reduceOnlyNotMet = 110017
    case tooManyOrders = 110020
    case positionModeUnchanged = 110025
    case leverageUnchanged = 110043
    case tooManyPartialStops = 110061
    case duplicateLinkID = 110072
    case triggerNotAbovePrice = 110092
    case triggerNotBelowPrice = 110093
    case notionalTooSmall = 110094
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func parameter(_ message: String) -> Refusal { Refusal(.badParameters, message) }
}
