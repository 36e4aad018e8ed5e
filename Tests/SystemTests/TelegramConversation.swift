import Foundation
import Synchronization
import TestKit
import Testing

/// What a person and the bot say to each other in one chat, written down as it happened.
final class TelegramConversation: Sendable {
  private let server: LoopbackBotServer
  private let person: Int64
  private let lines = Mutex<[String]>([])

  init(_ server: LoopbackBotServer, _ person: Int64) {
    self.server = server
    self.person = person
  }

  /// Everything so far.
  var transcript: String { lines.withLock { $0.joined(separator: "\n\n") } + "\n" }

  func note(_ who: String, _ text: String) { lines.withLock { $0.append("── \(who)\n\(text)") } }

  /// Writes to the bot and waits for the answer among what it says from then on; records an issue when it does not come.
  /// - Returns: the answer's pages, put together.
  @discardableResult
  func ask(_ text: String, answer isAnswer: @escaping @Sendable (String) -> Bool) async throws -> String {
    let before = Set(server.messages(in: person).map(\.messageId))
    try server.say(text, from: person)
    note("ann", text)
    let said: @Sendable () -> [String] = { [server, person] in
      server.messages(in: person).filter { !before.contains($0.messageId) }.map(\.words)
    }
    do {
      try await eventually("\(text) is answered") { said().contains(where: isAnswer) }
    } catch is TestFailure {
      Issue.record("\(text) was not answered as expected; said since: \(said())")
    }
    let answer = said().filter { isAnswer($0) }.joined(separator: "\n")
    note("bot", answer)
    return answer
  }

  /// As ``ask(_:answer:)``, for an answer that is known by some of its words.
  @discardableResult
  func ask(_ text: String, _ words: String...) async throws -> String {
    try await ask(text) { said in words.allSatisfy { said.contains($0) } }
  }

  /// Leaves the transcript, and the pictures by name, for people to look at.
  func save(in folder: String, pictures: [String: [UInt8]]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try transcript.write(toFile: "\(folder)/transcript.txt", atomically: true, encoding: .utf8)
    for (name, png) in pictures { try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(name).png")) }
  }
}
