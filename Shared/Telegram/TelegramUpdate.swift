/// Something that happened to the bot. What cannot be read keeps its number, so that it can be confirmed and does not come for ever.
package struct TelegramUpdate: Decodable, Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case message(TelegramMessage)
    case callback(CallbackQuery)
    case other
    case unreadable
  }

  package let id: Int64
  package let content: Content

  private enum CodingKeys: String, CodingKey {
    case id = "update_id"
    case message
    case callback = "callback_query"
  }

  package init(id: Int64, content: Content) {
    self.id = id
    self.content = content
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(Int64.self, forKey: .id)
    do {
      if let message = try container.decodeIfPresent(TelegramMessage.self, forKey: .message) {
        content = .message(message)
      } else if let callback = try container.decodeIfPresent(CallbackQuery.self, forKey: .callback) {
        content = .callback(callback)
      } else {
        content = .other
      }
    } catch {
      content = .unreadable
    }
  }
}
