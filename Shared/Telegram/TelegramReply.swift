import FoundationEssentials
import HTTPClient

/// The Bot API's envelope: `{"ok":true,"result":…}`, or `{"ok":false,"error_code":…,"description":…,"parameters":{…}}`.
struct TelegramReply<Result: Decodable & Sendable>: Decodable {
  struct Parameters: Decodable {
    let retryAfter: Int64?
    private enum CodingKeys: String, CodingKey { case retryAfter = "retry_after" }
  }

  let ok: Bool
  let result: Result?
  let errorCode: Int?
  let description: String?
  let parameters: Parameters?

  private enum CodingKeys: String, CodingKey {
    case ok, result, description, parameters
    case errorCode = "error_code"
  }

  static func read(_ response: HTTPResponse, _ method: String) throws(TelegramError) -> Result {
    let reply: TelegramReply
    do {
      reply = try JSONDecoder().decode(TelegramReply.self, from: Data(response.body))
    } catch {
      // A proxy's page, or half a reply: the status is all that can be used of it.
      let code: TelegramError.Code = response.status >= 500 ? .server : .malformed
      throw TelegramError(code, "\(method) was answered with status \(response.status) and no Bot API reply")
    }
    if reply.ok, let result = reply.result { return result }
    let status = reply.errorCode ?? response.status
    throw TelegramError(code(status), reply.description ?? "\(method) failed with \(status)", retryAfter: reply.wait)
  }

  /// At most an hour: a longer wait is a mistake that would silence the bot.
  private var wait: Duration? { parameters?.retryAfter.map { .seconds(min(max($0, 0), 3600)) } }

  private static func code(_ status: Int) -> TelegramError.Code {
    switch status {
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound
    case 409: .conflict
    case 413: .tooLarge
    case 429: .tooManyRequests
    case 400..<500: .badRequest
    default: .server
    }
  }
}
