/// Buttons beneath a message, row by row.
package struct InlineKeyboard: Codable, Sendable, Equatable {
  package struct Button: Codable, Sendable, Equatable {
    package let text: String
    /// 1 to 64 bytes; comes back with the tap.
    package let callbackData: String

    private enum CodingKeys: String, CodingKey {
      case text
      case callbackData = "callback_data"
    }

    /// - Precondition: the data has 1 to 64 bytes.
    package init(_ text: String, _ callbackData: String) {
      precondition((1...64).contains(callbackData.utf8.count), "a button's data has 1 to 64 bytes")
      self.text = text
      self.callbackData = callbackData
    }
  }

  package let rows: [[Button]]

  private enum CodingKeys: String, CodingKey { case rows = "inline_keyboard" }

  package init(_ rows: [[Button]]) { self.rows = rows }
  package static let none = InlineKeyboard([])
}
