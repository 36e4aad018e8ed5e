import Foundation
import HTTPClient
import Instance
import Logging
import Model
import Telegram
import TestKit
import Testing

@testable import Autotrader

@Suite struct TelegramPairingTests {
  private func client(_ server: LoopbackBotServer) throws -> TelegramClient {
    let http = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return TelegramClient(try #require(BotToken(server.token)), baseURL: server.baseURL, http: http)
  }

  @Test func `only the code, in a private chat, pairs, and what was read is confirmed`() async throws {
    let server = try LoopbackBotServer()
    defer { server.stop() }
    server.addPerson(42, "Ann")
    server.addPerson(66, "Mallory")
    server.addGroup(-5, "Desk")
    let session = TelegramPairingSession(client: try client(server), time: .system)
    for text in ["/start", "/start 000000", "123456", "/start 123456 x"] { try server.say(text, from: 66) }
    try server.say("/start 123456", from: 66, in: -5)
    try server.say("/start 123456", from: 42)
    #expect(try await session.waitForPerson(code: "123456", within: .seconds(120)) == 42)
    #expect(server.unconfirmed.isEmpty)
  }

  @Test func `nobody in time is a sentence`() async throws {
    let server = try LoopbackBotServer()
    defer { server.stop() }
    let session = TelegramPairingSession(client: try client(server), time: .system)
    let failure = await #expect(throws: CommandFailure.self) { try await session.waitForPerson(code: "123456", within: .seconds(1)) }
    #expect(failure?.description.contains("/start 123456") == true)
  }

  @Test func `what is saved is the owner's alone, and up takes it unless the caller says otherwise`() throws {
    let root = "/tmp/at-pairing-\(UUID().uuidString)"
    defer { do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) } }
    let pairing = TelegramPairing(root: root)
    #expect(pairing.added(to: ["A": "1"]) == ["A": "1"])
    var list = pairing.approvers(of: "1:abc")
    list.add("ann", 42)
    list.add("bob", 43)
    list.add("anna", 42)
    try pairing.save(token: "1:abc", list)
    #expect(list.text == "bob=43,anna=42" && pairing.approvers(of: "1:abc") == list && pairing.approvers(of: "2:x").names.isEmpty)
    for path in [pairing.tokenFile, pairing.approversFile] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
    }
    let added = pairing.added(to: [:])
    #expect(added["AUTOTRADER_TELEGRAM_TOKEN_FILE"] == pairing.tokenFile)
    #expect(pairing.added(to: ["AUTOTRADER_TELEGRAM_TOKEN": "x"]) == ["AUTOTRADER_TELEGRAM_TOKEN": "x"])
  }

  @Test(arguments: ["", "a b", "a,b", "a=b", "a\nb"])
  func `a name that would break the list is refused`(_ name: String) { #expect(!ApproverList.isName(name)) }
}
