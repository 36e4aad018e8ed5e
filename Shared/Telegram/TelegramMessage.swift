import Model

/// A message, as far as the bot needs it. One that the bot cannot see any more has a number, a chat and the date 0.
package struct TelegramMessage: Codable, Sendable, Equatable {
  package let messageID: Int64
  /// Seconds since 1970.
  package let date: Int64
  package let chat: TelegramChat
  /// nil for posts of channels and of anonymous administrators.
  package let from: TelegramUser?
  package let text: String?

  private enum CodingKeys: String, CodingKey {
    case messageID = "message_id"
    case date, chat, from, text
  }

  package init(messageID: Int64, date: Int64, chat: TelegramChat, from: TelegramUser? = nil, text: String? = nil) {
    self.messageID = messageID
    self.date = date
    self.chat = chat
    self.from = from
    self.text = text
  }

  package var writtenAt: Timestamp { Timestamp(milliseconds: min(max(date, 0), 9_000_000_000) * 1000) }
}
