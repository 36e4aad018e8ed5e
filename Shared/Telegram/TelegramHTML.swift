/// The Bot API's HTML: only `&`, `<` and `>` mean something in text.
package enum TelegramHTML {
  /// Of a message after parsing, in UTF-16 units.
  package static let messageLimit = 4096
  package static let captionLimit = 1024

  package static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  package static func bold(_ text: String) -> String { "<b>\(escaped(text))</b>" }
  package static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

  /// The text without its markup: what is sent when the server refuses the markup.
  package static func plain(_ html: String) -> String {
    var result = ""
    var isTag = false
    for character in html {
      switch character {
      case "<": isTag = true
      case ">" where isTag: isTag = false
      default: if !isTag { result.append(character) }
      }
    }
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
      result = result.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
    }
    return result
  }

  /// Cuts at line ends into pages of at most `limit` UTF-16 units, markup counted, so that every page is valid by itself.
  ///
  /// - Precondition: markup does not cross a line end.
  package static func pages(_ html: String, limit: Int = messageLimit) -> [String] {
    var pages: [String] = []
    var page = ""
    for line in html.split(separator: "\n", omittingEmptySubsequences: false).flatMap({ pieces(String($0), limit) }) {
      if !page.isEmpty, page.utf16.count + 1 + line.utf16.count > limit {
        pages.append(page)
        page = line
      } else {
        page = page.isEmpty && pages.isEmpty ? line : page.isEmpty ? line : page + "\n" + line
      }
    }
    if !page.isEmpty || pages.isEmpty { pages.append(page) }
    return pages
  }

  /// A line too long for a page loses its markup and is cut.
  private static func pieces(_ line: String, _ limit: Int) -> [String] {
    guard line.utf16.count > limit else { return [line] }
    var pieces: [String] = []
    var piece = ""
    for character in plain(line) {
      let next = escaped(String(character))
      if piece.utf16.count + next.utf16.count > limit {
        pieces.append(piece)
        piece = ""
      }
      piece += next
    }
    return pieces + [piece]
  }
}
