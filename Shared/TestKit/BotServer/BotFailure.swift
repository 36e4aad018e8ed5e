/// A refusal in the Bot API's own words.
struct BotFailure: Error, Sendable {
  let status: Int
  let description: String
  var retryAfter: Int?

  static func badRequest(_ text: String) -> BotFailure { BotFailure(status: 400, description: "Bad Request: \(text)") }
  static let unauthorized = BotFailure(status: 401, description: "Unauthorized")
  static let notFound = BotFailure(status: 404, description: "Not Found")
  static let methodNotFound = BotFailure(status: 404, description: "Not Found: method not found")
  static let blocked = BotFailure(status: 403, description: "Forbidden: bot was blocked by the user")
  static let otherPoller = BotFailure(
    status: 409, description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
  static let webhookIsSet = BotFailure(
    status: 409,
    description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
  static func tooManyRequests(_ seconds: Int) -> BotFailure {
    BotFailure(status: 429, description: "Too Many Requests: retry after \(seconds)", retryAfter: seconds)
  }
  static let queryTooOld = badRequest("query is too old and response timeout expired or query ID is invalid")
  static let notModified = badRequest(
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
  )
}
