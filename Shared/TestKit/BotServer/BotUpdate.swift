/// What the server tells the bot.
struct BotUpdate: Codable, Sendable {
  struct Callback: Codable, Sendable {
    let id: String
    let from: BotMessage.Person
    let chatInstance: String
    let data: String
    let message: BotMessage?
  }

  let updateId: Int64
  var message: BotMessage?
  var callbackQuery: Callback?

  var kind: String { message != nil ? "message" : "callback_query" }
}
