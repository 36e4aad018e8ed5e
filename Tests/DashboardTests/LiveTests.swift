import Messages
import Model
import TestKit
import Testing

@testable import Dashboard

/// What sockets are told.
@Suite struct LiveTests {
  private let clock = TestClock(Fixture.start)

  private func joined(_ hub: LiveHub, _ rooms: [String], after: String? = nil) throws -> (client: Int, queue: ClientQueue) {
    let queue = ClientQueue()
    let client = try #require(hub.join(queue))
    #expect(try hub.subscribe(client, to: Set(rooms.compactMap { Room($0) }), after: after))
    return (client, queue)
  }

  /// Everything that waits, then the queue is closed.
  private func texts(_ queue: ClientQueue) async -> [String] {
    queue.close()
    var texts: [String] = []
    await queue.drain { texts += $0.map(\.text) }
    return texts
  }

  @Test("A socket that comes back with its last id hears what it missed once, in order, and nothing of other rooms")
  func resume() async throws {
    let hub = LiveHub(time: clock.source)
    let first = try joined(hub, ["alerts"])
    try hub.tell(try Fixture.resumed("a", number: 1))
    let heard = await texts(first.queue)
    let id = try #require(heard.last?.split(separator: "\"id\":\"").last?.prefix { $0 != "\"" })
    hub.leave(first.client)
    for (number, name) in [(2, "b"), (3, "c")] { try hub.tell(try Fixture.resumed(name, number: Int64(number))) }
    let story = CycleSkipped(cycleID: .random(), timeframe: .oneMinute, candleClose: Fixture.start, reason: "late", message: "late")
    try hub.tell(try Fixture.event(story, number: 1))
    let second = try joined(hub, ["alerts"], after: String(id))
    let missed = await texts(second.queue).filter { $0.contains("\"type\":\"event\"") }
    #expect(missed.count == 2)
    #expect(missed.first?.contains("\"decidedBy\":\"b\"") == true && missed.last?.contains("\"decidedBy\":\"c\"") == true)
  }

  @Test("An id of another run, of the future or too old makes everything load anew", arguments: ["x-1", "", "nonsense", "-5"])
  func unknownID(_ id: String) async throws {
    let hub = LiveHub(time: clock.source)
    let heard = await texts(try joined(hub, ["cycles"], after: id).queue)
    #expect(heard.first?.contains("\"type\":\"resync\"") == true)
  }

  @Test("Who has missed more than a queue takes loads everything anew, instead of being cut off each time that it comes back")
  func missedMuch() async throws {
    let hub = LiveHub(time: clock.source)
    let first = try joined(hub, ["alerts"])
    let id = try #require(await texts(first.queue).last?.split(separator: "\"id\":\"").last?.prefix { $0 != "\"" })
    for number in 1...LiveHub.maximumMissed { try hub.tell(try Fixture.resumed("x", number: Int64(number))) }
    #expect(await texts(try joined(hub, ["alerts"], after: String(id)).queue).count == LiveHub.maximumMissed + 1)
    try hub.tell(try Fixture.resumed("x", number: Int64(LiveHub.maximumMissed + 1)))
    let heard = await texts(try joined(hub, ["alerts"], after: String(id)).queue)
    #expect(heard.count == 2 && heard.first?.contains("\"type\":\"resync\"") == true)
  }

  @Test("The log holds the last 5000 changes; whoever missed more is told so")
  func bounded() {
    var log = RoomLog<Int>(epoch: "e")
    for number in 1...20_000 { _ = log.append([.cycles]) { _ in number } }
    guard case .entries(let last) = log.after("e-19990", in: [.cycles]) else {
      Issue.record("too old")
      return
    }
    #expect(last == Array(19_991...20_000))
    guard case .unknown = log.after("e-10000", in: [.cycles]) else {
      Issue.record("not bounded")
      return
    }
  }

  @Test("Of a symbol's states the first goes out at once and the last of each interval after it; other symbols do not wait")
  func throttled() async throws {
    let hub = LiveHub(time: clock.source)
    let socket = try joined(hub, ["positions:BTCUSDT", "positions:ETHUSDT"])
    for price in ["101", "102", "103"] { try hub.tell(try Fixture.position(price: price)) }
    try hub.tell(try Fixture.position("ETHUSDT", price: "7"))
    try hub.tellDue()
    clock.advance(by: LiveHub.interval)
    try hub.tellDue()
    let prices = await texts(socket.queue).compactMap { $0.split(separator: "\"currentPrice\":\"").last?.prefix { $0 != "\"" } }
    #expect(prices.filter { ["101", "102", "103", "7"].contains(String($0)) } == ["101", "7", "103"])
  }

  @Test("Who subscribes to a position is told its present state; after its close nothing")
  func present() async throws {
    let hub = LiveHub(time: clock.source)
    let position = try Fixture.position(price: "105")
    try hub.tell(position)
    #expect(await texts(try joined(hub, ["positions:BTCUSDT"]).queue).last?.contains("105") == true)
    hub.forget(position.tradeID, position.symbol)
    #expect(await texts(try joined(hub, ["positions:BTCUSDT"]).queue).count == 1)
  }

  @Test("A state that waits goes out by itself when its interval is over", .timeLimit(.minutes(10)))
  func timer() async throws {
    let hub = LiveHub(time: .system)
    let socket = try joined(hub, ["positions:BTCUSDT"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await ThrottleClock(hub: hub, time: .system, logger: Fixture.quiet).run() }
      for price in ["101", "102", "103"] { try hub.tell(try Fixture.position(price: price)) }
      await socket.queue.drain { batch in
        if batch.contains(where: { $0.text.contains("\"currentPrice\":\"103\"") }) { socket.queue.close() }
      }
      #expect(hub.nextDue == nil)
      group.cancelAll()
    }
  }

  @Test("A state that comes after its trade's end is not told, one of the symbol's next trade is")
  func late() async throws {
    let hub = LiveHub(time: clock.source)
    let socket = try joined(hub, ["positions:BTCUSDT"])
    let position = try Fixture.position(price: "105")
    try hub.tell(position)
    try hub.tell(position)
    hub.forget(position.tradeID, position.symbol)
    try hub.tell(position)
    clock.advance(by: LiveHub.interval)
    try hub.tellDue()
    try hub.tell(position)
    #expect(try await texts(joined(hub, ["positions:BTCUSDT"]).queue).count == 1)
    try hub.tell(try Fixture.position(price: "207"))
    let told = await texts(socket.queue).filter { $0.contains("position:updated") }
    #expect(told.count == 2 && told.last?.contains("207") == true)
  }

  @Test("A timer that is always late does not make the updates fewer: five a second stay five")
  func slots() throws {
    let symbol = try #require(Symbol("BTCUSDT"))
    var throttle = PositionThrottle<Int>(interval: .milliseconds(200))
    var sent = 0
    // A state each millisecond; the timer fires 7 ms after it should.
    for millisecond in 0..<10_000 {
      let now = Fixture.start + .milliseconds(millisecond)
      if let due = throttle.nextDue, due + .milliseconds(7) <= now { sent += throttle.due(at: now).count }
      if throttle.offer(millisecond, of: symbol, at: now) != nil { sent += 1 }
    }
    #expect((49...51).contains(sent))
  }

  @Test("A slow client's positions are replaced by newer ones; with too many events it is cut off")
  func slow() async throws {
    let hub = LiveHub(time: clock.source, interval: .zero)
    let socket = try joined(hub, ["positions:BTCUSDT", "alerts"])
    for price in 1...500 {
      clock.advance(by: .seconds(1))
      try hub.tell(try Fixture.position(price: "\(price)"))
    }
    #expect(!socket.queue.isTooSlow)
    for number in 1...1100 { try hub.tell(try Fixture.resumed("x", number: Int64(number))) }
    #expect(socket.queue.isTooSlow)
    let waiting = await texts(socket.queue)
    #expect(waiting.count == ClientQueue.bound)
    #expect(waiting.filter { $0.contains("position:updated") }.last?.contains("\"currentPrice\":\"500\"") == true)
  }

  @Test("A socket is told at once, at each change and each 20 s whether the system is heard")
  func alive() async throws {
    let hub = LiveHub(time: clock.source)
    let socket = try joined(hub, [])
    try hub.greet(socket.client)
    for (isHearing, pause) in [(true, 0), (true, 19), (true, 1), (true, 5), (false, 1), (false, 19), (false, 1)] {
      clock.advance(by: .seconds(pause))
      try hub.beat(isHearing: isHearing)
    }
    clock.advance(by: .seconds(-3600))
    try hub.beat(isHearing: false)
    let told = await texts(socket.queue)
    #expect(told.allSatisfy { $0.contains("\"type\":\"alive\"") })
    #expect(told.map { $0.contains("\"hearing\":true") } == [false, true, true, false, false, false])
  }

  @Test("Text of a message stays text: markup is carried as JSON, never as HTML")
  func markup() async throws {
    let hub = LiveHub(time: clock.source)
    let socket = try joined(hub, ["alerts"])
    try hub.tell(try Fixture.resumed("<img src=x onerror=alert(1)>", number: 1))
    #expect(await texts(socket.queue).last?.contains("\"decidedBy\":\"<img src=x onerror=alert(1)>\"") == true)
  }
}
