/// What one call sends or shows: text, markup, buttons.
package struct OutgoingMessage: Sendable, Equatable {
  package var text: String
  /// false: the text is shown as it is.
  package var isHTML: Bool
  package var isSilent: Bool
  package var keyboard: InlineKeyboard?

  package init(_ text: String, isHTML: Bool = true, isSilent: Bool = false, keyboard: InlineKeyboard? = nil) {
    self.text = text
    self.isHTML = isHTML
    self.isSilent = isSilent
    self.keyboard = keyboard
  }

  /// The same without markup.
  package var asPlainText: OutgoingMessage {
    OutgoingMessage(isHTML ? TelegramHTML.plain(text) : text, isHTML: false, isSilent: isSilent, keyboard: keyboard)
  }
}
