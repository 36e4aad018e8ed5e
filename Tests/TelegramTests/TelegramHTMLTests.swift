import Testing

@testable import Telegram

@Suite struct TelegramHTMLTests {
  @Test func `escaping is undone by the plain form`() {
    for text in ["a < b && c > d", "&lt;", "<b>", "", "€ ✓ 👍🏽", "&amp;amp;"] {
      #expect(TelegramHTML.plain(TelegramHTML.escaped(text)) == text)
      #expect(TelegramHTML.plain(TelegramHTML.bold(text)) == text)
    }
  }

  @Test func `a long text becomes pages that hold every line, in order, within the limit`() {
    let lines = (1...400).map { "<b>\($0)</b> <code>line &amp; number</code>" }
    for limit in [64, 100, 1000, 4096] {
      let pages = TelegramHTML.pages(lines.joined(separator: "\n"), limit: limit)
      #expect(pages.allSatisfy { $0.utf16.count <= limit })
      #expect(pages.joined(separator: "\n") == lines.joined(separator: "\n"))
    }
    #expect(TelegramHTML.pages("short") == ["short"])
    #expect(TelegramHTML.pages("").count == 1)
    #expect(TelegramHTML.pages("\na\n\nb") == ["a\n\nb"])
  }

  @Test func `a line longer than a page is cut between characters and loses its markup`() {
    let line = "<b>" + String(repeating: "👍🏽&amp;", count: 300) + "</b>"
    let pages = TelegramHTML.pages(line, limit: 100)
    #expect(pages.count > 1 && pages.allSatisfy { $0.utf16.count <= 100 })
    #expect(pages.map(TelegramHTML.plain).joined() == TelegramHTML.plain(line))
  }
}
