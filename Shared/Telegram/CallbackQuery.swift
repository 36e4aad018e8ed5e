/// A tap on a button. Its data is whatever the sender says, perhaps of a button that is long gone.
package struct CallbackQuery: Codable, Sendable, Equatable {
  package let id: String
  package let from: TelegramUser
  package let data: String?
  package let message: TelegramMessage?

  package init(id: String, from: TelegramUser, data: String? = nil, message: TelegramMessage? = nil) {
    self.id = id
    self.from = from
    self.data = data
    self.message = message
  }
}
