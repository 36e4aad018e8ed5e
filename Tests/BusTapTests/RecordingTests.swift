import Foundation
import Instance
import Messages
import Model
import Synchronization
import Testing

@testable import BusTap

@Suite struct RecordingTests {
  private let path = "/tmp/at-recording-\(UUID().uuidString.prefix(8))"

  /// Three events, one second and then two apart; the second names a trade.
  private func record() throws -> [EncodedEvent] {
    let events = [
      try EventSample.event("chart-sourcer.cycle.skipped", #"{"reason":"late"}"#, number: 1),
      try EventSample.event("executor.trade.opened", #"{"tradeID":"\#(EventSample.trade)"}"#, number: 7),
      try EventSample.event("executor.heartbeat", #"{"lastNumber":7}"#),
    ]
    let writer = try RecordingWriter(path)
    for (event, seconds) in zip(events, [0, 1, 3]) {
      try writer.write(try RecordedEvent(event, at: Timestamp(milliseconds: 1000) + .seconds(seconds)))
    }
    return events
  }

  private func play(_ arguments: [String]) async throws -> (lines: [String], pauses: [Duration]) {
    let command = try #require(try BusTapCommand.parseAsRoot(["play", path] + arguments) as? PlayCommand)
    let lines = Mutex<[String]>([])
    var pauses: [Duration] = []
    try await command.play(to: Terminal(hasColours: false) { line in lines.withLock { $0.append(line) } }) { pauses.append($0) }
    return (lines.withLock { $0 }, pauses)
  }

  @Test func aRecordingIsPlayedAsItWasOnTheWireInItsOwnTime() async throws {
    defer { unlink(path) }
    let wires = try record().map { String(decoding: try $0.wireFormat(), as: UTF8.self) + "\n" }
    let played = try await play(["--json", "--all", "--speed", "2"])
    #expect(played.lines == wires)
    #expect(played.pauses == [.milliseconds(500), .seconds(1)])
  }

  @Test func filtersHoldForARecordingToo() async throws {
    defer { unlink(path) }
    _ = try record()
    let played = try await play(["--speed", "0", "--trade", EventSample.trade.uppercased()])
    #expect(played.lines.count == 1 && played.lines[0].contains("trade.opened"))
    #expect(played.pauses == [])
    #expect(try await play(["--speed", "0"]).lines.count == 2)
  }

  @Test func aRecordingIsNeverOverwritten() throws {
    defer { unlink(path) }
    _ = try record()
    #expect(throws: CommandFailure.self) { try RecordingWriter(path) }
  }

  @Test func aLineThatIsNoEventIsNamed() async throws {
    defer { unlink(path) }
    _ = try record()
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{}\n".utf8))
    try handle.close()
    let failure = await #expect(throws: CommandFailure.self) { try await play(["--speed", "0"]) }
    #expect(failure?.description.hasPrefix("\(path), line 4 is no recorded event") == true)
  }
}
