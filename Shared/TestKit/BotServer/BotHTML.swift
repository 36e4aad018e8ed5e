/// What the Bot API makes of HTML: plain text and entities, or a refusal.
struct BotHTML {
  struct Entity: Codable, Equatable, Sendable {
    let type: String
    /// In UTF-16 units.
    let offset: Int
    let length: Int
  }

  private(set) var text = ""
  private(set) var entities: [Entity] = []

  private static let tags = [
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-spoiler": "spoiler", "span": "spoiler",
  ]
  private static let named = ["lt": "<", "gt": ">", "amp": "&", "quot": "\""]

  /// - Throws: ``BotFailure`` with the byte offset of what cannot be parsed.
  init(_ html: String) throws(BotFailure) {
    var open: [(tag: String, offset: Int)] = []
    var rest = html[...]
    func refusal(_ what: String) -> BotFailure {
      .badRequest("can't parse entities: \(what) at byte offset \(html.utf8.count - rest.utf8.count)")
    }
    while let character = rest.first {
      if character == "<" {
        guard let end = rest.firstIndex(of: ">") else { throw refusal("Unclosed start tag") }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        let name = inside.drop { $0 == "/" }.prefix { $0 != " " }.lowercased()
        guard let type = Self.tags[name] else { throw refusal("Unsupported start tag \"\(name)\"") }
        if inside.hasPrefix("/") {
          guard let last = open.popLast(), last.tag == name else { throw refusal("Unmatched end tag, expected \"\(name)\"") }
          entities.append(Entity(type: type, offset: last.offset, length: text.utf16.count - last.offset))
        } else {
          open.append((name, text.utf16.count))
        }
        rest = rest[rest.index(after: end)...]
      } else if character == "&", let end = rest.prefix(12).firstIndex(of: ";"),
        let decoded = Self.decoded(rest[rest.index(after: rest.startIndex)..<end])
      {
        text += decoded
        rest = rest[rest.index(after: end)...]
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    guard open.isEmpty else { throw refusal("Can't find end tag corresponding to start tag \"\(open[0].tag)\"") }
  }

  private static func decoded(_ entity: Substring) -> String? {
    if let character = named[String(entity)] { return character }
    guard entity.hasPrefix("#") else { return nil }
    let digits = entity.dropFirst()
    let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
  }
}
