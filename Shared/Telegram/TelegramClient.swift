import FoundationEssentials
import HTTPClient
import Model

/// The Bot API over HTTP. It repeats nothing by itself: a message sent twice is read twice, so the caller decides.
package struct TelegramClient: Sendable {
  private let token: BotToken
  /// Without a slash at the end, such as `https://api.telegram.org`.
  private let baseURL: String
  private let http: HTTPClient

  static let timeout = Duration.seconds(10)
  /// Beyond the poll's own wait.
  static let pollGrace = Duration.seconds(10)

  package init(_ token: BotToken, baseURL: String, http: HTTPClient) {
    self.token = token
    self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    self.http = http
  }

  /// The bot itself: a call that only checks the token.
  package func getMe() async throws(TelegramError) -> TelegramUser { try await call("getMe", Nothing()) }

  /// Waits for updates, at most `wait` seconds (the server allows 50). Asking from `offset` deletes everything older at the server.
  package func getUpdates(from offset: Int64, wait: Int) async throws(TelegramError) -> [TelegramUpdate] {
    struct Parameters: Encodable {
      let offset: Int64
      let timeout: Int
      let allowedUpdates = ["message", "callback_query"]
    }
    return try await call(
      "getUpdates", Parameters(offset: offset, timeout: wait), timeout: .seconds(wait) + Self.pollGrace)
  }

  /// Ends a webhook: with one, ``getUpdates`` is refused.
  package func deleteWebhook() async throws(TelegramError) { let _: Bool = try await call("deleteWebhook", Nothing()) }

  package func setCommands(_ commands: [BotCommandEntry]) async throws(TelegramError) {
    let _: Bool = try await call("setMyCommands", ["commands": commands])
  }

  package func send(_ message: OutgoingMessage, to chat: Int64) async throws(TelegramError) -> TelegramMessage {
    try await call("sendMessage", TextParameters(chat: chat, message: nil, content: message))
  }

  /// A picture with the message as its caption.
  package func sendPhoto(_ png: [UInt8], _ message: OutgoingMessage, to chat: Int64) async throws(TelegramError) -> TelegramMessage {
    var form = MultipartForm(boundary: "autotrader-\(UUID().uuidString)")
    form.add("chat_id", "\(chat)")
    form.add("caption", message.text)
    if message.isHTML { form.add("parse_mode", "HTML") }
    if message.isSilent { form.add("disable_notification", "true") }
    if let keyboard = message.keyboard { form.add("reply_markup", String(decoding: try Self.encode(keyboard), as: UTF8.self)) }
    form.add("photo", file: "chart.png", type: "image/png", png)
    return try await call("sendPhoto", contentType: form.contentType, form.body, timeout: .seconds(30))
  }

  /// Replaces a message's text and buttons; without buttons in `content` it has none afterwards.
  package func editText(of message: Int64, in chat: Int64, _ content: OutgoingMessage) async throws(TelegramError) {
    let _: TelegramMessage = try await call("editMessageText", TextParameters(chat: chat, message: message, content: content))
  }

  /// As ``editText(of:in:_:)`` for the message of a picture.
  package func editCaption(of message: Int64, in chat: Int64, _ content: OutgoingMessage) async throws(TelegramError) {
    let _: TelegramMessage = try await call(
      "editMessageCaption", TextParameters(chat: chat, message: message, content: content, isCaption: true))
  }

  package func editKeyboard(of message: Int64, in chat: Int64, _ keyboard: InlineKeyboard) async throws(TelegramError) {
    struct Parameters: Encodable {
      let chatId: Int64
      let messageId: Int64
      let replyMarkup: InlineKeyboard
    }
    let _: TelegramMessage = try await call(
      "editMessageReplyMarkup", Parameters(chatId: chat, messageId: message, replyMarkup: keyboard))
  }

  /// Ends the tap's spinner and shows a sentence of at most 200 characters.
  package func answer(_ callback: String, _ text: String, isAlert: Bool = false) async throws(TelegramError) {
    struct Parameters: Encodable {
      let callbackQueryId: String
      let text: String
      let showAlert: Bool
    }
    let _: Bool = try await call(
      "answerCallbackQuery", Parameters(callbackQueryId: callback, text: String(text.prefix(200)), showAlert: isAlert))
  }

  private struct Nothing: Encodable {}

  private func call<Result: Decodable & Sendable>(
    _ method: String, _ parameters: some Encodable, timeout: Duration = Self.timeout
  ) async throws(TelegramError) -> Result {
    try await call(method, contentType: "application/json", try Self.encode(parameters), timeout: timeout)
  }

  private func call<Result: Decodable & Sendable>(
    _ method: String, contentType: String, _ body: [UInt8], timeout: Duration
  ) async throws(TelegramError) -> Result {
    let request = HTTPRequest(
      method: .post, url: "\(baseURL)/bot\(token.secretText)/\(method)", headers: HTTPHeaders([("Content-Type", contentType)]), body: body,
      timeout: timeout)
    let response: HTTPResponse
    do { response = try await http.send(request) } catch { throw TelegramError(error) }
    return try TelegramReply<Result>.read(response, method)
  }

  private static func encode(_ value: some Encodable) throws(TelegramError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do { return Array(try encoder.encode(value)) } catch { throw TelegramError(.badRequest, "cannot be encoded: \(error)", wasSent: false) }
  }
}
