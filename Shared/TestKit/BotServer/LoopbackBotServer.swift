import Foundation
import Glibc
import Synchronization

/// The Telegram Bot API on loopback, faithful enough that published clients work unmodified: long polling with confirmation by offset, one
/// poller at a time, HTML entities, keyboards, uploads, edits, and the real server's words of refusal. For tests only.
///
/// Left out: the real server's slowing of callers that poll too fast, and everything that the tests' bots do not use.
package final class LoopbackBotServer: Sendable {
  /// What the server does to calls instead of answering them.
  package enum Fault: Sendable {
    case tooManyRequests(seconds: Int)
    case status(Int, String)
    /// Carries the call out and closes the connection without a reply.
    case lostReply
    /// Closes the connection at once.
    case refused
  }

  private struct Content {
    var state: BotServerState
    var faults: [String: [Fault]] = [:]
    /// Every call of `getUpdates` has a number; a later one ends the earlier.
    var poll = 0
    var isStopped = false
    var calls: [String: Int] = [:]
  }

  package let token: String
  private let content: Mutex<Content>
  private let http: Mutex<ScriptedHTTPServer?> = Mutex(nil)

  package init(token: String = "123456789:loopback-SECRET_secret-loopback-12345", username: String = "desk_bot") throws {
    self.token = token
    let id = Int64(token.prefix { $0 != ":" }) ?? 123_456_789
    let bot = BotMessage.Person(id: id, isBot: true, firstName: "Desk", username: username)
    content = Mutex(Content(state: BotServerState(bot: bot)))
    let server = try ScriptedHTTPServer { [weak self] request in self?.answer(request) ?? .fault(.close) }
    http.withLock { $0 = server }
  }

  deinit { stop() }

  package var baseURL: String { http.withLock { $0?.baseURL } ?? "" }

  package func stop() {
    content.withLock { $0.isStopped = true }
    http.withLock { $0?.stop() }
  }

  // MARK: What people do

  package func addPerson(_ id: Int64, _ name: String) { content.withLock { $0.state.add(person: id, name) } }
  package func addGroup(_ id: Int64, _ title: String) { content.withLock { $0.state.add(group: id, title) } }
  package func block(_ chat: Int64) { content.withLock { _ = $0.state.blocked.insert(chat) } }

  /// - Parameter ago: how long the message has waited for the bot.
  /// - Returns: the update's number.
  @discardableResult
  package func say(_ text: String, from person: Int64, in chat: Int64? = nil, ago: Int64 = 0) throws -> Int64 {
    let date = Self.now - ago
    guard let update = content.withLock({ $0.state.say(text, from: person, in: chat ?? person, at: date) }) else {
      throw TestFailure("nobody \(person), or no such chat")
    }
    return update
  }

  /// Taps a button that the message has now.
  @discardableResult
  package func tap(_ label: String, on message: BotMessage, by person: Int64) throws -> Int64 {
    let current = content.withLock { $0.state.messages.first { $0.messageId == message.messageId } }
    guard let data = current?.buttons.first(where: { $0.text.contains(label) })?.callbackData else {
      throw TestFailure("the message has no button '\(label)'; it has \(current?.buttons.map(\.text) ?? [])")
    }
    return try tap(data: data, on: message.messageId, by: person)
  }

  /// Taps a button by its data, whether the message still has it or not.
  @discardableResult
  package func tap(data: String, on message: Int64, by person: Int64) throws -> Int64 {
    guard let update = content.withLock({ $0.state.tap(data, on: message, by: person) }) else { throw TestFailure("nobody \(person)") }
    return update
  }

  // MARK: What the tests see

  /// The bot's messages in a chat, oldest first, as they look now.
  package func messages(in chat: Int64) -> [BotMessage] {
    content.withLock { $0.state.messages.filter { $0.chat.id == chat && $0.from.isBot } }
  }

  package func picture(_ message: BotMessage) -> [UInt8]? { content.withLock { $0.state.pictures[message.messageId] } }
  package func isSilent(_ message: BotMessage) -> Bool { content.withLock { $0.state.silent.contains(message.messageId) } }
  /// The sentences that taps were answered with.
  package var toasts: [String] { content.withLock { $0.state.toasts.map(\.text) } }
  /// Numbers of the updates that the bot has not confirmed.
  package var unconfirmed: [Int64] { content.withLock { $0.state.updates.map(\.updateId) } }
  package func calls(_ method: String) -> Int { content.withLock { $0.calls[method.lowercased()] ?? 0 } }
  package var commands: String { content.withLock { $0.state.commands } }

  /// The next calls of a method meet these, one each.
  package func fail(_ method: String, _ faults: Fault...) {
    content.withLock { $0.faults[method.lowercased(), default: []] += faults }
  }

  // MARK: Calls

  private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

  private func answer(_ request: ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Reply {
    do {
      let parts = request.path.split(separator: "/").map { $0.removingPercentEncoding ?? "" }
      guard let first = parts.first, first.hasPrefix("bot") else { throw BotFailure.notFound }
      guard first.dropFirst(3) == token else { throw BotFailure.unauthorized }
      guard parts.count == 2 else { throw BotFailure.notFound }
      let method = parts[1].lowercased()
      let (fault, poll): (Fault?, Int) = content.withLock { content in
        // Counted and numbered in one step: whoever sees it counted may end it with the next.
        content.calls[method, default: 0] += 1
        if method == "getupdates" { content.poll += 1 }
        guard let faults = content.faults[method], let first = faults.first else { return (nil, content.poll) }
        content.faults[method] = Array(faults.dropFirst())
        return (first, content.poll)
      }
      switch fault {
      case .tooManyRequests(let seconds): throw BotFailure.tooManyRequests(seconds)
      case .status(let status, let text): throw BotFailure(status: status, description: text)
      case .refused: return .fault(.close)
      case .lostReply:
        _ = try result(method, try BotForm(request), poll)
        return .fault(.close)
      case nil: return Self.reply("{\"ok\":true,\"result\":\(try result(method, try BotForm(request), poll))}", 200)
      }
    } catch let failure as BotFailure {
      return Self.reply(failure)
    } catch {
      return Self.reply(BotFailure(status: 500, description: "Internal Server Error"))
    }
  }

  private func result(_ method: String, _ form: BotForm, _ poll: Int) throws -> String {
    switch method {
    case "getme":
      return try Self.json(content.withLock { $0.state.bot })
    case "getupdates": return try Self.json(try waitForUpdates(form, poll))
    case "setwebhook", "deletewebhook":
      let url = method == "setwebhook" ? form["url"] ?? "" : ""
      content.withLock { $0.state.setWebhook(url, dropPending: form.flag("drop_pending_updates")) }
      return "true"
    case "getwebhookinfo":
      let (url, count) = content.withLock { ($0.state.webhook, $0.state.updates.count) }
      return "{\"url\":\"\(url)\",\"has_custom_certificate\":false,\"pending_update_count\":\(count)}"
    case "sendmessage": return try Self.json(try content.withLock { content in try content.state.send(form, at: Self.now) })
    case "sendphoto": return try Self.json(try content.withLock { content in try content.state.sendPhoto(form, at: Self.now) })
    case "editmessagetext": return try edit(.text, form)
    case "editmessagecaption": return try edit(.caption, form)
    case "editmessagereplymarkup": return try edit(.keyboard, form)
    case "deletemessage":
      try content.withLock { content in try content.state.delete(form) }
      return "true"
    case "answercallbackquery":
      try content.withLock { content in try content.state.answer(form) }
      return "true"
    case "sendchataction":
      _ = try content.withLock { content in try content.state.chat(form) }
      return "true"
    case "setmycommands":
      content.withLock { $0.state.setCommands(form["commands"] ?? "[]") }
      return "true"
    case "getmycommands": return content.withLock { $0.state.commands }
    default: throw BotFailure.methodNotFound
    }
  }

  private func edit(_ what: BotEdit, _ form: BotForm) throws -> String {
    try Self.json(try content.withLock { content in try content.state.edit(what, form, at: Self.now) })
  }

  /// Waits on the connection's own thread, up to the caller's `timeout` (50 s at most), until there is an update or a later poll ends this one.
  /// - Parameter own: the poll's number.
  private func waitForUpdates(_ form: BotForm, _ own: Int) throws -> [BotUpdate] {
    // What does not wait is not ended by another.
    var waits = false
    let deadline = ContinuousClock.now + .seconds(Int(min(max(form.integer("timeout") ?? 0, 0), 50)))
    while true {
      let updates: [BotUpdate]? = try content.withLock { content in
        guard !waits || content.poll == own else { throw BotFailure.otherPoller }
        let updates = try content.state.take(form)
        return updates.isEmpty && !content.isStopped && ContinuousClock.now < deadline ? nil : updates
      }
      if let updates { return updates }
      waits = true
      var nothing = pollfd()
      poll(&nothing, 0, 3)
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func reply(_ failure: BotFailure) -> ScriptedHTTPServer.Reply {
    let parameters = failure.retryAfter.map { ",\"parameters\":{\"retry_after\":\($0)}" } ?? ""
    let quoted = failure.description.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    let headers = failure.retryAfter.map { [(name: "Retry-After", value: "\($0)")] } ?? []
    return reply(
      "{\"ok\":false,\"error_code\":\(failure.status),\"description\":\"\(quoted)\"\(parameters)}", failure.status, headers)
  }

  private static func reply(_ body: String, _ status: Int, _ headers: [(name: String, value: String)] = []) -> ScriptedHTTPServer.Reply {
    ScriptedHTTPServer.Reply(body, status: status, headers: [("Content-Type", "application/json")] + headers)
  }
}
