import HTTPClient
import Logging
import Model
import TestKit
import Testing

@testable import Telegram

/// The client against the loopback server.
@Suite struct TelegramClientTests {
  struct Room {
    let server: LoopbackBotServer
    let client: TelegramClient

    init(token: String? = nil) throws {
      server = try LoopbackBotServer()
      server.addPerson(42, "Ann")
      let http = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      client = TelegramClient(try #require(BotToken(token ?? server.token)), baseURL: server.baseURL, http: http)
    }
  }

  private func refusal(_ call: () async throws -> Void) async throws -> TelegramError {
    do { try await call() } catch let error as TelegramError { return error }
    throw TestFailure("the call was not refused")
  }

  @Test func `it knows itself, and a wrong token is an error that does not name it`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    let bot = try await room.client.getMe()
    #expect(bot.isBot && bot.username == "desk_bot" && bot.id == 123_456_789)
    let other = try Room(token: "123:wrong-SECRET")
    defer { other.server.stop() }
    let error = try await refusal { _ = try await other.client.getMe() }
    #expect(error.code == .unauthorized && !error.isTemporary)
    #expect(!"\(error)".contains("SECRET"))
    #expect(!"\(other.client)".contains("SECRET") && !String(reflecting: other.client).contains("SECRET"))
  }

  @Test func `updates come in order until they are confirmed, a tap brings its data`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    try room.server.say("/status", from: 42)
    let sent = try await room.client.send(
      OutgoingMessage("<b>1 &lt; 2</b>", keyboard: InlineKeyboard([[.init("Approve", "a:1")]])), to: 42)
    let shown = try #require(room.server.messages(in: 42).first)
    #expect(shown.words == "1 < 2" && shown.messageId == sent.messageID)
    try room.server.tap("Approve", on: shown, by: 42)
    let first = try await room.client.getUpdates(from: 0, wait: 1)
    #expect(try await room.client.getUpdates(from: 0, wait: 1) == first)
    guard case .message(let message) = first[0].content, case .callback(let callback) = first[1].content else {
      throw TestFailure("unexpected updates \(first)")
    }
    #expect(message.text == "/status" && message.from?.id == 42 && message.chat.type == "private")
    #expect(callback.data == "a:1" && callback.message?.messageID == sent.messageID)
    try await room.client.answer(callback.id, "approved")
    #expect(room.server.toasts == ["approved"])
    #expect(try await room.client.getUpdates(from: first[1].id + 1, wait: 0).isEmpty)
    #expect(room.server.unconfirmed.isEmpty)
  }

  @Test func `a long poll ends with the first update`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    async let updates = room.client.getUpdates(from: 0, wait: 30)
    try await eventually("the poll waits") { room.server.calls("getUpdates") == 1 }
    try room.server.say("hello", from: 42)
    #expect(try await updates.count == 1)
  }

  @Test func `a second poller ends the first one's wait with a conflict`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    async let older = refusal { _ = try await room.client.getUpdates(from: 0, wait: 30) }
    try await eventually("the first polls") { room.server.calls("getUpdates") == 1 }
    _ = try await room.client.getUpdates(from: 0, wait: 0)
    #expect(try await older.code == .conflict)
  }

  @Test func `pictures, captions and keyboards are sent and edited; the same again is not modified`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    let sent = try await room.client.sendPhoto(
      SamplePNG.bytes, OutgoingMessage("<i>chart</i>", isSilent: true, keyboard: InlineKeyboard([[.init("Yes", "y")]])), to: 42)
    let shown = try #require(room.server.messages(in: 42).first)
    #expect(room.server.picture(shown) == SamplePNG.bytes && shown.words == "chart" && shown.buttons.count == 1)
    #expect(room.server.isSilent(shown))
    try await room.client.editKeyboard(of: sent.messageID, in: 42, InlineKeyboard([[.init("Sure", "s")]]))
    #expect(room.server.messages(in: 42).first?.buttons.map(\.text) == ["Sure"])
    try await room.client.editCaption(of: sent.messageID, in: 42, OutgoingMessage("decided"))
    #expect(room.server.messages(in: 42).first?.words == "decided")
    #expect(room.server.messages(in: 42).first?.buttons.isEmpty == true)
    let again = try await refusal { try await room.client.editCaption(of: sent.messageID, in: 42, OutgoingMessage("decided")) }
    #expect(again.isNotModified)
    let text = try await room.client.send(OutgoingMessage("one"), to: 42)
    try await room.client.editText(of: text.messageID, in: 42, OutgoingMessage("two"))
    #expect(room.server.messages(in: 42).last?.words == "two")
  }

  @Test func `each refusal says what to do about it`() async throws {
    let room = try Room()
    defer { room.server.stop() }
    let markup = try await refusal { _ = try await room.client.send(OutgoingMessage("<x>1</x>"), to: 42) }
    #expect(markup.isMarkupRefused && !markup.isTemporary)
    let nobody = try await refusal { _ = try await room.client.send(OutgoingMessage("x"), to: 7) }
    #expect(nobody.code == .badRequest && !nobody.isTemporary)
    room.server.fail("sendMessage", .tooManyRequests(seconds: 7), .status(502, "Bad Gateway"), .refused)
    let many = try await refusal { _ = try await room.client.send(OutgoingMessage("x"), to: 42) }
    #expect(many.code == .tooManyRequests && many.retryAfter == .seconds(7) && many.isTemporary)
    #expect(try await refusal { _ = try await room.client.send(OutgoingMessage("x"), to: 42) }.code == .server)
    let lost = try await refusal { _ = try await room.client.send(OutgoingMessage("x"), to: 42) }
    #expect(lost.code == .unreachable && lost.isTemporary && lost.wasSent)
    room.server.block(42)
    #expect(try await refusal { _ = try await room.client.send(OutgoingMessage("x"), to: 42) }.code == .forbidden)
    room.server.stop()
    let down = try await refusal { _ = try await room.client.getMe() }
    #expect(down.code == .unreachable && !"\(down)".contains("SECRET"))
  }

  @Test(arguments: ["", "123", ":abc", "123:", "12a:abc", "123:a b", "123:a/b", "123:a\nb"])
  func `what is no token is not taken for one`(_ text: String) { #expect(BotToken(text) == nil) }
}
