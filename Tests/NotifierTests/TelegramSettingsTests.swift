import Model
import ServiceKit
import Telegram
import Testing

@testable import Notifier

@Suite struct TelegramSettingsTests {
  private func configuration(_ values: [String: String]) throws -> TelegramConfiguration? {
    try TelegramConfiguration(
      try Settings.load(
        environment: Dictionary(uniqueKeysWithValues: values.map { ("AUTOTRADER_TELEGRAM_\($0.key)", $0.value) })))
  }

  @Test func `without a token there is no Telegram`() throws { #expect(try configuration([:]) == nil) }

  @Test func `messages go to the approvers' own chats unless chats are named`() throws {
    let usual = try #require(try configuration(["TOKEN": "1:abc", "APPROVERS": "ann=42, bob=43"]))
    #expect(usual.chats == [42, 43] && usual.access.approvers == [42: "ann", 43: "bob"] && usual.access.groups.isEmpty)
    let group = try #require(try configuration(["TOKEN": "1:abc", "APPROVERS": "ann=42", "CHATS": "-100123"]))
    #expect(group.chats == [-100_123] && group.access.groups == [-100_123])
  }

  @Test(
    arguments: [
      ["TOKEN": "SECRET"], ["TOKEN": "1:abc"], ["TOKEN": "1:abc", "APPROVERS": "987654321"], ["TOKEN": "1:abc", "APPROVERS": "ann=x"],
      ["TOKEN": "1:abc", "APPROVERS": "ann=1,bob=1"], ["TOKEN": "1:abc", "APPROVERS": "ann=1", "CHATS": "987654321,x"],
    ])
  func `a bad value stops the start with a sentence that names the key and not the secret`(_ values: [String: String]) throws {
    do {
      _ = try configuration(values)
      Issue.record("\(values) was taken")
    } catch let error as ConfigurationError {
      #expect("\(error)".contains("AUTOTRADER_TELEGRAM_"))
      #expect(!"\(error)".contains("SECRET") && !"\(error)".contains("987654321"))
    }
  }

  @Test func `whoever prints the allow-list sees no number`() {
    let access = TelegramAccess(approvers: [987_654_321: "ann"], groups: [-100_987_654])
    struct Holder { let access: TelegramAccess }
    for text in ["\(access)", String(reflecting: access), "\(Holder(access: access))", "\([access])"] {
      #expect(!text.contains("987"), "\(text)")
    }
  }

  @Test func `only a listed person in a private chat or a listed group is heard`() {
    let access = TelegramAccess(approvers: [42: "ann"], groups: [-5])
    let ann = TelegramUser(id: 42)
    #expect(access.name(of: ann, in: TelegramChat(id: 42, type: "private")) == "ann")
    #expect(access.name(of: ann, in: TelegramChat(id: -5, type: "group")) == "ann")
    #expect(access.name(of: ann, in: TelegramChat(id: -6, type: "group")) == nil)
    #expect(access.name(of: ann, in: nil) == nil)
    #expect(access.name(of: nil, in: TelegramChat(id: -5, type: "group")) == nil)
    #expect(access.name(of: TelegramUser(id: 43, username: "ann"), in: TelegramChat(id: 43, type: "private")) == nil)
    #expect(access.name(of: TelegramUser(id: 42, isBot: true), in: TelegramChat(id: 42, type: "private")) == nil)
  }
}
