/// A line of the menu that the app shows for the bot.
package struct BotCommandEntry: Codable, Sendable, Equatable {
  /// Without the slash.
  package let command: String
  package let description: String

  package init(command: String, description: String) {
    self.command = command
    self.description = description
  }
}
