/// A message as the server keeps it and shows it.
package struct BotMessage: Codable, Sendable {
  package struct Person: Codable, Sendable, Equatable {
    package let id: Int64
    package let isBot: Bool
    package let firstName: String
    package let username: String?
  }

  package struct Chat: Codable, Sendable, Equatable {
    package let id: Int64
    package let type: String
    package var firstName: String?
    package var title: String?
  }

  package struct Photo: Codable, Sendable, Equatable {
    package let fileId: String
    package let fileUniqueId: String
    package let width: Int
    package let height: Int
    package let fileSize: Int
  }

  package struct Keyboard: Codable, Sendable, Equatable {
    package struct Button: Codable, Sendable, Equatable {
      package let text: String
      package let callbackData: String?
      package let url: String?
    }
    package let inlineKeyboard: [[Button]]
  }

  package let messageId: Int64
  package let date: Int64
  package let chat: Chat
  package let from: Person
  package var text: String?
  package var caption: String?
  package var photo: [Photo]?
  package var replyMarkup: Keyboard?
  var entities: [BotHTML.Entity]?
  var captionEntities: [BotHTML.Entity]?
  package var editDate: Int64?

  /// What a person reads, of whichever kind.
  package var words: String { text ?? caption ?? "" }
  package var buttons: [Keyboard.Button] { (replyMarkup?.inlineKeyboard ?? []).flatMap { $0 } }
}
