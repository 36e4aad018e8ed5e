import Database
import Logging
import Messages
import Model
import Telegram

/// Hears one update: who speaks, what is wanted, and what to say to it.
struct TelegramDesk: Sendable {
  struct Answer: Sendable, Equatable {
    let chat: Int64
    let html: String
  }

  let database: Database
  let access: TelegramAccess
  let commands: CommandDesk
  let buttons: ButtonDesk
  let time: TimeSource
  let logger: Logger

  /// A command that waited longer was meant for another moment.
  static let commandUsefulFor = Duration.seconds(120)
  static let answerUsefulFor = Duration.seconds(600)

  /// Never throws: an update that cannot be handled must not come again for ever.
  func handle(_ update: TelegramUpdate) async -> Answer? {
    do {
      switch update.content {
      case .message(let message): return try await hear(message)
      case .callback(let callback):
        guard let person = access.name(of: callback.from, in: callback.message?.chat) else {
          try await ignore(callback.from)
          return nil
        }
        await buttons.tapped(callback, by: person, update: update.id)
        return nil
      case .other, .unreadable: return nil
      }
    } catch {
      logger.error("an update could not be handled", metadata: ["update.id": "\(update.id)", "error": "\(error)"])
      return nil
    }
  }

  private func hear(_ message: TelegramMessage) async throws -> Answer? {
    guard let person = access.name(of: message.from, in: message.chat) else {
      try await ignore(message.from)
      return nil
    }
    guard let command = BotCommand(message.text ?? "") else { return nil }
    let age = time.now - message.writtenAt
    guard age <= Self.commandUsefulFor || command.isOfUseLate else {
      return Answer(
        chat: message.chat.id,
        html:
          "Your command of \(Figures.dayAndTime(message.writtenAt)) UTC came \(Int(age.inSeconds / 60)) minutes late and was not carried out. Send it again if you still want it."
      )
    }
    return Answer(chat: message.chat.id, html: await commands.answer(command, by: person))
  }

  /// Strangers hear nothing: an answer would tell them that they have found something. The number stays in the database.
  private func ignore(_ person: TelegramUser?) async throws {
    guard let person else { return }
    let isNew = try await database.transaction { try TelegramStateStorage(transaction: $0).noteStranger(person.id) }
    if isNew {
      logger.notice("somebody who is not on the allow-list wrote to the bot and was ignored; the number is in notifications.strangers")
    }
  }
}
