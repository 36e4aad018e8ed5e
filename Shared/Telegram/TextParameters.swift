/// The parameters that sending and editing share.
struct TextParameters: Encodable {
  let chat: Int64
  /// nil: a new message.
  let message: Int64?
  let content: OutgoingMessage
  var isCaption = false

  private enum CodingKeys: String, CodingKey {
    case chat = "chat_id"
    case message = "message_id"
    case text, caption
    case parseMode = "parse_mode"
    case silent = "disable_notification"
    case preview = "link_preview_options"
    case keyboard = "reply_markup"
  }

  private struct Preview: Encodable { let isDisabled = true }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(chat, forKey: .chat)
    try container.encodeIfPresent(message, forKey: .message)
    try container.encode(content.text, forKey: isCaption ? .caption : .text)
    if content.isHTML { try container.encode("HTML", forKey: .parseMode) }
    if !isCaption { try container.encode(Preview(), forKey: .preview) }
    if message == nil, content.isSilent { try container.encode(true, forKey: .silent) }
    try container.encodeIfPresent(content.keyboard, forKey: .keyboard)
  }
}
