import Instance
import Model
import Telegram

/// Waits for the one message that proves who sits at the phone: `/start` with a code that only this terminal shows.
struct TelegramPairingSession: Sendable {
  let client: TelegramClient
  let time: TimeSource

  /// The code as a number of six digits.
  static func makeCode() -> String {
    var generator = SystemRandomNumberGenerator()
    return String(Int.random(in: 100_000...999_999, using: &generator))
  }

  /// - Returns: the person's number when the update is `/start CODE` in that person's private chat, otherwise nil.
  static func person(in update: TelegramUpdate, code: String) -> Int64? {
    guard case .message(let message) = update.content, let from = message.from, !from.isBot, message.chat.type == "private",
      message.chat.id == from.id
    else { return nil }
    let words = (message.text ?? "").split(whereSeparator: \.isWhitespace)
    return words.count == 2 && words[0] == "/start" && words[1] == code ? from.id : nil
  }

  /// - Throws: ``CommandFailure`` when nobody comes in time or another program reads this bot's updates; `TelegramError`.
  func waitForPerson(code: String, within limit: Duration) async throws -> Int64 {
    let deadline = time.now + limit
    var next: Int64 = 0
    while time.now < deadline {
      let seconds = min(25, max(1, Int((deadline - time.now).inSeconds)))
      let updates: [TelegramUpdate]
      do {
        updates = try await client.getUpdates(from: next, wait: seconds)
      } catch {
        guard error.code == .conflict else { throw error }
        throw CommandFailure(
          .failed, "another program reads this bot's updates: stop it (a running autotrader: autotrader down), then try again")
      }
      for update in updates {
        next = update.id + 1
        if let person = Self.person(in: update, code: code) {
          // Confirms what was read, or the notifier would hear it again.
          _ = try await client.getUpdates(from: next, wait: 0)
          return person
        }
      }
    }
    throw CommandFailure(.failed, "nobody wrote /start \(code) within \(Int(limit.inSeconds)) s: try again, with --timeout for more time")
  }
}
