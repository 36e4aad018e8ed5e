import HTTPClient
import Model

/// Why a call of the Bot API has no result. It names neither the token nor a chat.
package struct TelegramError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// 401: the token is wrong or was revoked. Asking again is useless.
    case unauthorized
    /// 403: the person has blocked the bot, or left the chat.
    case forbidden
    /// 400: this call can never succeed.
    case badRequest
    /// 404: a wrong path, or a token of the wrong shape.
    case notFound
    /// 409: another program reads this bot's updates, or a webhook is set.
    case conflict
    /// 413.
    case tooLarge
    /// 429: see ``TelegramError/retryAfter``.
    case tooManyRequests
    /// 5xx: the server's own trouble.
    case server
    /// No complete reply. The call may have been carried out, unless ``TelegramError/wasSent`` is false.
    case unreachable
    /// A reply that is not the Bot API's.
    case malformed
  }

  package let code: Code
  /// The server's own words, or the client's.
  package let description: String
  package let retryAfter: Duration?
  /// Whether the server can have seen the call.
  package let wasSent: Bool

  package init(_ code: Code, _ description: String, retryAfter: Duration? = nil, wasSent: Bool = true) {
    self.code = code
    self.description = description
    self.retryAfter = retryAfter
    self.wasSent = wasSent
  }

  init(_ error: HTTPError) {
    self.init(.unreachable, "Telegram cannot be reached: \(error)", wasSent: error.delivery == .outcomeUnknown)
  }

  /// Whether the same call may succeed later.
  package var isTemporary: Bool { [.tooManyRequests, .server, .unreachable, .malformed, .conflict].contains(code) }
  /// The text's markup was refused: the same text without it may pass.
  package var isMarkupRefused: Bool { code == .badRequest && description.contains("can't parse entities") }
  /// The message already looks like this, which is what was wanted.
  package var isNotModified: Bool { code == .badRequest && description.contains("message is not modified") }
}
