/// A person or a bot. Only the number identifies: names change hands.
package struct TelegramUser: Codable, Sendable, Equatable {
  package let id: Int64
  package let isBot: Bool
  package let firstName: String?
  package let username: String?

  private enum CodingKeys: String, CodingKey {
    case id
    case isBot = "is_bot"
    case firstName = "first_name"
    case username
  }

  package init(id: Int64, isBot: Bool = false, firstName: String? = nil, username: String? = nil) {
    self.id = id
    self.isBot = isBot
    self.firstName = firstName
    self.username = username
  }
}
