import Foundation
import TestKit
import Testing

/// The published Python client, unmodified, against the loopback server: the server is what the client was written for.
@Suite(.timeLimit(.minutes(20))) struct PythonClientTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized

  @Test func `the published client polls, answers, edits, uploads and is refused as by the real server`() async throws {
    let python = Self.root.appendingPathComponent(".build/python-clients/bin/python").path
    try #require(FileManager.default.isExecutableFile(atPath: python), "\(python) is missing: run ./deploy/test, which installs it")
    let server = try LoopbackBotServer()
    defer { server.stop() }
    server.addPerson(42, "Ann")
    server.addPerson(13, "Bob")
    server.block(13)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("at-python-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
    let picture = folder.appendingPathComponent("chart.png")
    try Data(SamplePNG.bytes).write(to: picture)
    let output = folder.appendingPathComponent("output")
    try Data().write(to: output)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    let script = Self.root.appendingPathComponent("Tests/TelegramTests/Python/conversation.py").path
    process.arguments = [script, server.baseURL, server.token, "42", picture.path]
    let handle = try FileHandle(forWritingTo: output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    defer { if process.isRunning { process.terminate() } }
    @Sendable func said() throws -> String { String(decoding: try Data(contentsOf: output), as: UTF8.self) }
    func wait(_ what: String, _ condition: @escaping @Sendable () -> Bool) async throws {
      try await eventually(what, within: .seconds(300)) {
        guard process.isRunning else { throw TestFailure("the client ended while waiting for: \(what); it said \(try said())") }
        return condition()
      }
    }

    try await wait("the client polls") { server.calls("getUpdates") > 0 }
    #expect(server.commands.contains("begin"))
    try server.say("/start", from: 42)
    try await wait("its answer") { server.messages(in: 42).count == 1 }
    let question = try #require(server.messages(in: 42).first)
    try server.tap("Approve", on: question, by: 42)
    try await wait("the edit") { server.messages(in: 42).first?.words == "approved by Ann" }
    try server.say("/photo", from: 42)
    try await wait("the photo's new caption") { server.messages(in: 42).last?.caption == "decided" }
    let photo = try #require(server.messages(in: 42).last)
    #expect(server.picture(photo) == SamplePNG.bytes)
    server.fail("sendChatAction", .tooManyRequests(seconds: 3))
    try server.say("/refusals", from: 42)
    try await eventually("the client ends", within: .seconds(300)) { !process.isRunning }
    let words = try said()
    #expect(process.terminationStatus == 0 && words.contains("all as expected"), "\(words)")
    #expect(server.toasts == ["approved"])
    #expect(server.messages(in: 42).last?.words == "after the wait")
    #expect(server.unconfirmed.isEmpty)
  }
}
