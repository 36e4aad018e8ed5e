import Database
import Logging
import Messages
import Model
import ServiceKit
import Telegram

/// Reads the bot's updates by long polling. An update's number is stored together with its answers after it was handled: one that was
/// handled before a crash comes again, and everything it asks for is harmless when asked again.
struct TelegramPoller: Worker {
  let name = "telegram-poller"
  let isListener = true
  let database: Database
  let client: TelegramClient
  let desk: TelegramDesk
  let time: TimeSource
  let logger: Logger
  /// Seconds of one long poll; the server allows 50.
  var wait = 25

  func step() async throws -> WorkerOutcome {
    let state = try await database.transaction { try TelegramStateStorage(transaction: $0).read() }
    let now = time.now
    // A moment further ahead was meant before the clock was set back.
    if let until = state.pollNotBefore, until > now, until - now <= Self.longestWait { return .idle(until: until) }
    let updates: [TelegramUpdate]
    do {
      if state.menuVersion != Self.menuVersion { try await setMenu() }
      updates = try await client.getUpdates(from: state.nextUpdate, wait: wait)
    } catch let error as TelegramError {
      try await refused(error)
      return .worked
    }
    if state.problem != nil {
      try await database.transaction { try TelegramStateStorage(transaction: $0).clearProblem() }
      logger.notice("Telegram is heard again")
    }
    for update in updates { try await take(update) }
    return .worked
  }

  private static let longestWait = Duration.seconds(2 * 3600)
  private static let menuVersion = "\(ProgramVersion.current)/\(BotMenu.entries.count)"

  private func setMenu() async throws {
    try await client.setCommands(BotMenu.entries)
    try await database.transaction { try TelegramStateStorage(transaction: $0).setMenu(Self.menuVersion) }
  }

  private func take(_ update: TelegramUpdate) async throws {
    let answer = await desk.handle(update)
    try await database.transaction { transaction in
      guard try TelegramStateStorage(transaction: transaction).confirm(update.id) else { return }
      guard let answer else { return }
      let deliveries = DeliveryStorage(transaction: transaction)
      for (page, html) in TelegramHTML.pages(answer.html).enumerated() {
        try deliveries.add(
          .answer, cause: "update/\(update.id)", page: page, to: answer.chat, html, usefulFor: TelegramDesk.answerUsefulFor)
      }
    }
  }

  /// Waits in the database, so that a restart does not knock at a door that was just shut.
  private func refused(_ error: TelegramError) async throws {
    if error.code == .conflict, error.description.contains("webhook") {
      logger.warning("a webhook is set for this bot: it is removed, updates are polled here")
      try await client.deleteWebhook()
      return
    }
    let wait: Duration
    switch error.code {
    // Another program polls with this token: fighting over the updates would lose some of them for both.
    case .conflict: wait = .seconds(30)
    case .unauthorized, .notFound, .forbidden, .badRequest, .tooLarge: wait = .seconds(300)
    case .tooManyRequests: wait = (error.retryAfter ?? .seconds(1)) + .milliseconds(500)
    case .server, .unreachable, .malformed: wait = .seconds(5)
    }
    let problem = "\(error.code.rawValue): \(error)"
    let now = time.now
    let isNew = try await database.transaction { transaction in
      let states = TelegramStateStorage(transaction: transaction)
      let isNew = try states.read().problem != problem
      try states.pause(until: now + wait, problem)
      return isNew
    }
    logger.log(
      level: isNew ? .error : .debug, "Telegram cannot be heard; CLI and dashboard decide meanwhile",
      metadata: ["code": "\(error.code.rawValue)", "error": "\(error)", "again.in": "\(wait)"])
  }
}
