import Foundation

/// Everything that the server knows, as a value; the server around it has the lock and the waiting.
struct BotServerState {
  let bot: BotMessage.Person
  private(set) var people: [Int64: BotMessage.Person] = [:]
  private(set) var chats: [Int64: BotMessage.Chat] = [:]
  var blocked: Set<Int64> = []
  private(set) var messages: [BotMessage] = []
  /// Bytes of the pictures, by message.
  private(set) var pictures: [Int64: [UInt8]] = [:]
  private(set) var silent: Set<Int64> = []
  private(set) var updates: [BotUpdate] = []
  private(set) var toasts: [(text: String, isAlert: Bool)] = []
  private(set) var commands = "[]"
  private(set) var webhook = ""
  private var openQueries: Set<String> = []
  private var allowed: Set<String> = []
  private var nextUpdate: Int64 = 901
  private var nextMessage: Int64 = 77

  init(bot: BotMessage.Person) { self.bot = bot }

  // MARK: People

  mutating func add(person id: Int64, _ name: String) {
    people[id] = BotMessage.Person(id: id, isBot: false, firstName: name, username: nil)
    chats[id] = BotMessage.Chat(id: id, type: "private", firstName: name)
  }

  mutating func add(group id: Int64, _ title: String) { chats[id] = BotMessage.Chat(id: id, type: "group", title: title) }

  mutating func say(_ text: String, from person: Int64, in chat: Int64, at date: Int64) -> Int64? {
    guard let from = people[person], let chat = chats[chat] else { return nil }
    var message = BotMessage(messageId: nextMessage, date: date, chat: chat, from: from, text: text)
    if text.hasPrefix("/") {
      message.entities = [BotHTML.Entity(type: "bot_command", offset: 0, length: text.prefix { !$0.isWhitespace }.utf16.count)]
    }
    nextMessage += 1
    messages.append(message)
    deliver(BotUpdate(updateId: nextUpdate, message: message))
    return nextUpdate - 1
  }

  mutating func tap(_ data: String, on message: Int64, by person: Int64) -> Int64? {
    guard let from = people[person] else { return nil }
    let shown = messages.first { $0.messageId == message }
    let id = "query-\(nextUpdate)"
    openQueries.insert(id)
    deliver(
      BotUpdate(
        updateId: nextUpdate,
        callbackQuery: BotUpdate.Callback(id: id, from: from, chatInstance: "-3141", data: data, message: shown)))
    return nextUpdate - 1
  }

  private mutating func deliver(_ update: BotUpdate) {
    nextUpdate += 1
    if allowed.isEmpty || allowed.contains(update.kind) { updates.append(update) }
  }

  /// Delivers an update once more, as the real server does with one that was not confirmed.
  mutating func repeatUpdate(_ update: BotUpdate) {
    updates.insert(update, at: updates.firstIndex { $0.updateId > update.updateId } ?? updates.endIndex)
  }

  // MARK: Updates

  /// What a call of `getUpdates` gets now. Confirms everything older than `offset`.
  mutating func take(_ form: BotForm) throws(BotFailure) -> [BotUpdate] {
    guard webhook.isEmpty else { throw .webhookIsSet }
    if let kinds = try form.object("allowed_updates", as: [String].self) { allowed = Set(kinds) }
    let offset = form.integer("offset") ?? 0
    if offset < 0 {
      updates = Array(updates.suffix(Int(-offset)))
    } else {
      updates.removeAll { $0.updateId < offset }
    }
    let limit = Int(form.integer("limit") ?? 100)
    return Array(updates.prefix(min(max(limit, 1), 100)))
  }

  mutating func setWebhook(_ url: String, dropPending: Bool) {
    webhook = url
    if dropPending { updates.removeAll() }
  }

  mutating func setCommands(_ text: String) { commands = text }

  // MARK: Messages

  mutating func send(_ form: BotForm, at date: Int64) throws(BotFailure) -> BotMessage {
    let chat = try self.chat(form)
    let content = try Self.content(form["text"] ?? "", form, 4096, "message")
    guard !content.text.isEmpty else { throw .badRequest("message text is empty") }
    var message = BotMessage(messageId: nextMessage, date: date, chat: chat, from: bot, text: content.text)
    message.entities = content.entities
    message.replyMarkup = try Self.keyboard(form)
    return add(message, form)
  }

  mutating func sendPhoto(_ form: BotForm, at date: Int64) throws(BotFailure) -> BotMessage {
    let chat = try self.chat(form)
    guard let file = form.files["photo"], !file.bytes.isEmpty else { throw .badRequest("there is no photo in the request") }
    guard file.bytes.count <= 10 << 20 else { throw BotFailure(status: 413, description: "Request Entity Too Large") }
    guard let size = Self.pngSize(file.bytes), size.width + size.height <= 10_000 else { throw .badRequest("IMAGE_PROCESS_FAILED") }
    let content = try Self.content(form["caption"] ?? "", form, 1024, "message caption")
    var message = BotMessage(messageId: nextMessage, date: date, chat: chat, from: bot)
    if !content.text.isEmpty { message.caption = content.text }
    message.captionEntities = content.entities
    message.photo = [
      BotMessage.Photo(
        fileId: "file-\(nextMessage)", fileUniqueId: "unique-\(nextMessage)", width: size.width, height: size.height,
        fileSize: file.bytes.count)
    ]
    message.replyMarkup = try Self.keyboard(form)
    pictures[message.messageId] = file.bytes
    return add(message, form)
  }

  private mutating func add(_ message: BotMessage, _ form: BotForm) -> BotMessage {
    nextMessage += 1
    messages.append(message)
    if form.flag("disable_notification") { silent.insert(message.messageId) }
    return message
  }

  /// `editMessageText`, `…Caption` and `…ReplyMarkup`. A keyboard that is not given is removed.
  mutating func edit(_ what: BotEdit, _ form: BotForm, at date: Int64) throws(BotFailure) -> BotMessage {
    let chat = try self.chat(form)
    guard let id = form.integer("message_id"),
      let index = messages.firstIndex(where: { $0.messageId == id && $0.chat.id == chat.id && $0.from.isBot })
    else { throw .badRequest("message to edit not found") }
    var message = messages[index]
    switch what {
    case .text:
      guard message.text != nil else { throw .badRequest("there is no text in the message to edit") }
      let content = try Self.content(form["text"] ?? "", form, 4096, "message")
      guard !content.text.isEmpty else { throw .badRequest("message text is empty") }
      message.text = content.text
      message.entities = content.entities
    case .caption:
      guard message.photo != nil else { throw .badRequest("there is no caption in the message to edit") }
      let content = try Self.content(form["caption"] ?? "", form, 1024, "message caption")
      message.caption = content.text
      message.captionEntities = content.entities
    case .keyboard: break
    }
    message.replyMarkup = try Self.keyboard(form)
    guard
      message.words != messages[index].words || message.replyMarkup != messages[index].replyMarkup
        || message.entities != messages[index].entities || message.captionEntities != messages[index].captionEntities
    else { throw .notModified }
    message.editDate = date
    messages[index] = message
    return message
  }

  mutating func delete(_ form: BotForm) throws(BotFailure) {
    let chat = try self.chat(form)
    guard let index = messages.firstIndex(where: { $0.messageId == form.integer("message_id") && $0.chat.id == chat.id }) else {
      throw .badRequest("message to delete not found")
    }
    messages.remove(at: index)
  }

  mutating func answer(_ form: BotForm) throws(BotFailure) {
    guard let id = form["callback_query_id"], openQueries.remove(id) != nil else { throw .queryTooOld }
    let text = form["text"] ?? ""
    guard text.count <= 200 else { throw .badRequest("MESSAGE_TOO_LONG") }
    toasts.append((text, form.flag("show_alert")))
  }

  func chat(_ form: BotForm) throws(BotFailure) -> BotMessage.Chat {
    guard let text = form["chat_id"], !text.isEmpty else { throw .badRequest("chat_id is empty") }
    guard let id = Int64(text), let chat = chats[id] else { throw .badRequest("chat not found") }
    guard !blocked.contains(id) else { throw .blocked }
    return chat
  }

  private static func content(_ text: String, _ form: BotForm, _ limit: Int, _ what: String) throws(BotFailure) -> (
    text: String, entities: [BotHTML.Entity]?
  ) {
    var result: (text: String, entities: [BotHTML.Entity]?)
    switch form["parse_mode"]?.lowercased() {
    case nil, "", "none": result = (text, nil)
    case "html":
      let parsed = try BotHTML(text)
      result = (parsed.text, parsed.entities.isEmpty ? nil : parsed.entities)
    default: throw .badRequest("unsupported parse_mode")
    }
    result.text = result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard result.text.utf16.count <= limit else { throw .badRequest("\(what) is too long") }
    return result
  }

  private static func keyboard(_ form: BotForm) throws(BotFailure) -> BotMessage.Keyboard? {
    guard let keyboard = try form.object("reply_markup", as: BotMessage.Keyboard.self) else { return nil }
    let buttons = keyboard.inlineKeyboard.flatMap { $0 }
    for button in buttons {
      guard (button.callbackData != nil) != (button.url != nil) else {
        throw .badRequest("Text buttons are unallowed in the inline keyboard")
      }
      if let data = button.callbackData, !(1...64).contains(data.utf8.count) { throw .badRequest("BUTTON_DATA_INVALID") }
    }
    return buttons.isEmpty ? nil : keyboard
  }

  private static func pngSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard bytes.count > 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }
}
