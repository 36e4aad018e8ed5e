/// What an edit replaces.
enum BotEdit: Sendable {
  case text, caption, keyboard
}
