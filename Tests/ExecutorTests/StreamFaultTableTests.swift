import Bybit
import Foundation
import HTTPClient
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Executor

/// Everything that can go wrong with the private stream while a trade is entered, protected and stopped out: what the executor did.
@Suite(.serialized) struct StreamFaultTableTests {
  typealias Step = ScriptedWebSocketServer.Step

  struct Row: Sendable {
    let name: String
    var answersUpgrade: @Sendable (_ connection: Int) -> Bool = { _ in true }
    var script: @Sendable (_ connection: Int, _ text: String) -> [Step] = { _, text in StreamFaultTableTests.answer(text) }
    /// Pushed while the trade is open.
    var lies: [Step] = []
    /// The connection that stands at last, counted from 1; nil when none does. On a machine that is held up a later one may.
    var standing: Int? = 1
  }

  static func answer(_ text: String) -> [Step] {
    if text.contains(#""op":"auth""#) { return [.reply(#"{"success":true,"ret_msg":"","op":"auth","conn_id":"c-1"}"#)] }
    if text.contains(#""op":"subscribe""#) { return [.reply(#"{"success":true,"ret_msg":"","op":"subscribe","conn_id":"c-1"}"#)] }
    if text.contains(#""op":"ping""#) { return [.reply(#"{"req_id":"1","op":"pong","args":["1700000123456"],"conn_id":"c-1"}"#)] }
    return []
  }

  /// The first two connections end this way once they are live, the third lasts.
  private static func ending(_ name: String, _ end: Step) -> Row {
    Row(name: name, script: { connection, text in answer(text) + (connection < 2 && text.contains("subscribe") ? [end] : []) }, standing: 3)
  }

  private static func order(_ status: String, filled: String, at: Int64) -> Step {
    .reply(
      #"{"id":"a","topic":"order","creationTime":\#(at),"data":[{"category":"linear","symbol":"BTCUSDT","orderId":"stale","orderLinkId":"","#
        + #""side":"Buy","orderType":"Market","price":"0","qty":"0.01","orderStatus":"\#(status)","avgPrice":"","cumExecQty":"\#(filled)","#
        + #""cumFeeDetail":{},"reduceOnly":false,"createdTime":"\#(at)","updatedTime":"\#(at)"}]}"#)
  }

  private static func position(side: String, size: String, stop: String, at: Int64) -> Step {
    .reply(
      #"{"id":"p","topic":"position","creationTime":\#(at),"data":[{"category":"linear","symbol":"BTCUSDT","positionIdx":0,"side":"\#(side)","#
        + #""size":"\#(size)","entryPrice":"60000","markPrice":"60000","takeProfit":"","stopLoss":"\#(stop)","tpslMode":"Full","#
        + #""unrealisedPnl":"0","seq":1,"createdTime":"\#(at)","updatedTime":"\#(at)"}]}"#)
  }

  private static let rows: [Row] =
    [
      Row(name: "sound"),
      Row(name: "upgrade never answered", answersUpgrade: { _ in false }, standing: nil),
      Row(
        name: "sign-in refused",
        script: { _, text in
          text.contains("auth") ? [.reply(#"{"success":false,"ret_msg":"api key invalid","op":"auth"}"#)] : answer(text)
        }, standing: nil),
      Row(
        name: "sign-in never answered", script: { connection, text in connection == 0 && text.contains("auth") ? [] : answer(text) },
        standing: 2),
      Row(
        name: "subscription refused",
        script: { connection, text in
          connection < 2 && text.contains("subscribe")
            ? [.reply(#"{"success":false,"ret_msg":"error:handler not found","op":"subscribe"}"#)] : answer(text)
        }, standing: 3),
      Row(
        name: "falls silent, stays open",
        script: { connection, text in connection == 0 && text.contains("ping") ? [] : answer(text) }, standing: 2),
      ending("closed with a reason", .close(1012)), ending("closed without a word", .drop), ending("reset", .reset),
      ending("bytes that are no frame", .bytes([0xFF, 0xFF])), ending("text that is no JSON", .reply("<html>503</html>")),
      ending("a fill that cannot be read", .reply(#"{"topic":"execution","data":[{"symbol":"BTCUSDT","category":"linear"}]}"#)),
      Row(
        name: "stale: order new, position flat",
        lies: [order("New", filled: "0", at: 1_600_000_000_000), position(side: "", size: "0", stop: "", at: 1_600_000_000_000)]),
      Row(
        name: "untrue: cancelled, stop gone",
        lies: [
          order("Cancelled", filled: "0", at: 4_000_000_000_000),
          position(side: "Buy", size: "0.01", stop: "", at: 4_000_000_000_000),
        ]),
      Row(
        name: "untrue: a second fill, doubled",
        lies: Array(repeating: position(side: "Buy", size: "0.02", stop: "59000", at: 4_000_000_000_000), count: 20)),
      Row(
        name: "reconnect storm", script: { _, text in text.contains("auth") ? [.drop] : [] }, standing: nil),
    ]

  @Test("Whatever the private stream does: one entry, read back protected, and its end noticed")
  func table() async throws {
    let results = Shared<[String: String]>([:])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, row) in Self.rows.enumerated() {
        if index >= 3 { try await group.next() }
        group.addTask {
          try await Bench.open { bench in
            let line = try await Self.play(row, bench)
            results.value.withLock { $0[row.name] = line }
          }
        }
      }
      try await group.waitForAll()
    }
    let lines = Self.rows.map { row in
      row.name.padding(toLength: 32, withPad: " ", startingAt: 0) + (results.value.withLock { $0[row.name] } ?? "not played")
    }
    print(
      "private stream                  entries  connections  wake-ups  read back ms  stop   closed after ms"
        + lines.map { "\n" + $0 }.joined())
  }

  private static func play(_ row: Row, _ bench: Bench) async throws -> String {
    let server = try ScriptedWebSocketServer(answersUpgrade: row.answersUpgrade, row.script)
    defer { server.stop() }
    let wakes = Shared(0)
    let signals = (0..<3).map { _ in Signal() }
    let listener = StreamListener(open: { stream(server) }) {
      wakes.value.withLock { $0 += 1 }
      for signal in signals { signal.signal() }
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await listener.step() }
      for (worker, signal) in zip([bench.entries, bench.watcher, bench.keeper] as [any Worker], signals) {
        group.addTask { await run(worker, signal, bench.clock) }
      }
      let line = try await trade(row, bench, server, wakes)
      group.cancelAll()
      try await group.waitForAll()
      return line
    }
  }

  private static func trade(
    _ row: Row, _ bench: Bench, _ server: ScriptedWebSocketServer, _ wakes: Shared<Int>
  ) async throws -> String {
    let proposal = try Fixture.proposal(enterBy: bench.clock.now + .seconds(600))
    try await bench.confirm(proposal)
    try await eventually("\(row.name): the trade is open", within: .seconds(120)) { try await bench.status(proposal) == "open" }
    let position = try await bench.venue.position("BTCUSDT")
    #expect(position.size == "0.01" && position.stop == "59000", "\(row.name)")
    if let number = row.standing {
      // Pings come only from a connection that is live, and a live one is followed by another only when it has ended.
      let standing = try await eventuallyFound("\(row.name): a stream stands", within: .seconds(120)) {
        (number - 1..<max(number, server.connections)).last { server.received(on: $0).contains { $0.contains("ping") } }
      }
      let before = wakes.value.withLock { $0 }
      server.push(row.lies, to: standing)
      try await eventually("\(row.name): all of it was heard", within: .seconds(120)) {
        wakes.value.withLock { $0 } >= before + row.lies.count
      }
    }
    for worker in [bench.entries, bench.watcher, bench.keeper] as [any Worker] { _ = try await worker.step() }
    #expect(try await bench.status(proposal) == "open", "\(row.name): the stream is not believed")
    let stopped = ContinuousClock.now
    await bench.venue.setPrice("BTCUSDT", "58900")
    try await eventually("\(row.name): the end is noticed", within: .seconds(120)) { try await bench.status(proposal) == "closed" }
    let noticed = Int((ContinuousClock.now - stopped) / .milliseconds(1))
    #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.stopLoss], "\(row.name)")
    #expect(bench.creates == 1, "\(row.name): one entry, and nothing closed by the executor")
    #expect(server.connections <= 8, "\(row.name): no storm of our own")
    #expect(bench.venue.count("/v5/position/trading-stop") == 0, "\(row.name)")
    let milliseconds = try await published(TradeOpened.self, bench.database).first?.unprotectedMilliseconds ?? -1
    let cells = [
      ("\(bench.creates)", 9), ("\(server.connections)", 13), ("\(wakes.value.withLock { $0 })", 10), ("\(milliseconds)", 14),
      (position.stop, 7), ("\(noticed)", 0),
    ]
    return cells.map { $0.0.padding(toLength: max($0.1, $0.0.count), withPad: " ", startingAt: 0) }.joined()
  }

  /// As the service's own loop does it.
  private static func run(_ worker: any Worker, _ signal: Signal, _ clock: ShiftedClock) async {
    while !Task.isCancelled {
      var rest = Duration.milliseconds(200)
      do {
        switch try await worker.step() {
        case .worked: continue
        case .idle(let until): rest = min(.seconds(1), max(.milliseconds(5), until.map { $0 - clock.now } ?? .seconds(1)))
        }
      } catch { _ = error }
      await signal.wait(atMost: rest)
    }
  }

  private static func stream(_ server: ScriptedWebSocketServer) -> BybitStream {
    var timing = StreamTiming()
    timing.ping = .milliseconds(300)
    timing.silence = .seconds(4)
    timing.answer = .seconds(3)
    return BybitStream(
      url: server.url, credentials: BybitCredentials(key: Venue.key, secret: Venue.secret), topics: StreamListener.topics, timing: timing,
      serverTime: { TimeSource.system.now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      connect: { url throws(HTTPError) in
        try await WebSocket.connect(url, WebSocketConfiguration(connectTimeout: .seconds(3)))
      })
  }
}
