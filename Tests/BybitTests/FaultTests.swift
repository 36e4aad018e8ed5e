import Bybit
import HTTPClient
import Logging
import Model
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct FaultTests {
  private let ok = ScriptedHTTPServer.Reply(SheetExamples.created)

  private func place(_ bench: Bench, by deadline: Timestamp? = nil) async throws -> BybitError? {
    let order = try Fixture.entry()
    return await failure { () async throws(BybitError) in _ = try await bench.client.place(order, by: deadline) }
  }

  private func read(_ bench: Bench, by deadline: Timestamp? = nil) async -> BybitError? {
    await failure { () async throws(BybitError) in _ = try await bench.client.serverTime(by: deadline) }
  }

  // MARK: - Clock

  @Test(arguments: [-3_600_000, -6000, 6000, 3_600_000] as [Int64])
  func `a wrong clock is corrected and the write is sent again once with a fresh signature`(skew: Int64) async throws {
    let serverTime = 1_700_000_123_456 + skew
    let bench = try Bench([.init(envelope(10_002, time: serverTime)), ok])
    #expect(try await place(bench) == nil)
    let times = bench.server.requests.compactMap { $0.header("X-BAPI-TIMESTAMP").flatMap { Int64($0) } }
    #expect(times.count == 2)
    #expect(times[0] == 1_700_000_123_456)
    #expect((0...500).contains(times[1] - serverTime))
    #expect(bench.server.requests[0].header("X-BAPI-SIGN") != bench.server.requests[1].header("X-BAPI-SIGN"))
    #expect(bench.server.requests[0].body == bench.server.requests[1].body)
  }

  @Test func `a second refusal of the clock ends the call`() async throws {
    let bench = try Bench(envelope(10_002))
    #expect(try await place(bench)?.retCode == 10_002)
    #expect(bench.server.requests.count == 2)
  }

  // MARK: - Unknown outcomes

  @Test(arguments: [
    ScriptedHTTPServer.Reply.fault(.silence), .fault(.reset), .fault(.close), .fault(.truncate(bytes: 1)), .init("{\"retCode\":"),
    .init("[]"), .init("", status: 500), .init("", status: 502), .init("", status: 503),
  ])
  func `a write whose outcome is unknown is never sent again`(fault: ScriptedHTTPServer.Reply) async throws {
    let bench = try Bench([fault])
    // Long enough for the request to leave on a machine that is busy; only the silent server makes use of it.
    let error = try await place(bench, by: bench.clock.now + .seconds(3))
    #expect(error?.kind == .outcomeUnknown)
    #expect(bench.server.requests.count == 1)
    #expect(bench.clock.pauses.isEmpty)
  }

  @Test func `a reply that comes after the deadline leaves the outcome unknown`() async throws {
    let bench = try Bench([.init(SheetExamples.created, behaviour: .delay(milliseconds: 20_000))])
    #expect(try await place(bench, by: bench.clock.now + .seconds(2))?.kind == .outcomeUnknown)
    #expect(bench.server.requests.count == 1)
  }

  @Test func `a read is tried three times with growing pauses`() async throws {
    let bench = try Bench([.init("", status: 500), .init("<html>"), .init(SheetExamples.serverTime)])
    #expect(await read(bench) == nil)
    #expect(bench.clock.pauses == [.seconds(1), .seconds(2)])
  }

  @Test func `no repetition begins after the deadline`() async throws {
    let bench = try Bench([.init("", status: 500)])
    #expect(await read(bench, by: bench.clock.now + .milliseconds(2900))?.kind == .outcomeUnknown)
    #expect(bench.clock.pauses == [.seconds(1)])
    #expect(bench.server.requests.count == 2)
    #expect(await read(bench, by: bench.clock.now)?.kind == .notSent)
    #expect(bench.server.requests.count == 2)
  }

  @Test func `a write that could not connect is tried again`() async throws {
    let bench = try Bench([ok])
    bench.server.stop()
    var error: BybitError?
    // The listener may take one more connection while it closes.
    for _ in 0..<20 where error?.kind != .notSent { error = try await place(bench) }
    #expect(error?.kind == .notSent)
    #expect(bench.clock.pauses.suffix(2) == [.seconds(1), .seconds(2)])
  }

  // MARK: - Limits

  @Test func `HTTP 403 stops every call for ten minutes`() async throws {
    let bench = try Bench([.forbiddenPage, .init(SheetExamples.serverTime)])
    let until = Bench.start + .seconds(600)
    #expect(try await place(bench)?.kind == .ipBanned(until: until))
    bench.clock.advance(.seconds(599))
    #expect(await read(bench)?.kind == .ipBanned(until: until))
    #expect(bench.server.requests.count == 1)
    bench.clock.advance(.seconds(1))
    #expect(await read(bench) == nil)
  }

  @Test func `a write over the limit is sent again when the limit is reset`() async throws {
    let headers = [("X-Bapi-Limit-Status", "0"), ("X-Bapi-Limit-Reset-Timestamp", "1700000124256")]
    let bench = try Bench([.init(envelope(10_006), headers: headers), ok])
    #expect(try await place(bench) == nil)
    #expect(bench.clock.pauses.first == .milliseconds(800))
    #expect(bench.server.requests.count == 2)
  }

  @Test func `a write is not sent again when its permission has ended meanwhile`() async throws {
    let headers = [("X-Bapi-Limit-Status", "0"), ("X-Bapi-Limit-Reset-Timestamp", "1700000124256")]
    let bench = try Bench([.init(envelope(10_006), headers: headers), ok])
    let order = try Fixture.entry()
    let asked = Mutex(0)
    let error = await failure { () async throws(BybitError) in
      _ = try await bench.client.place(order) {
        let count = asked.withLock { asked in
          asked += 1
          return asked
        }
        if count > 1 { throw TestFailure("halted") }
      }
    }
    #expect(error?.kind == .notSent && error?.message.contains("halted") == true)
    #expect(bench.server.requests.count == 1 && asked.withLock { $0 } == 2)
  }

  @Test func `a limit that is reset after the deadline is an error at once`() async throws {
    let headers = [("X-Bapi-Limit-Status", "0"), ("X-Bapi-Limit-Reset-Timestamp", "1700000129456")]
    let bench = try Bench([.init(envelope(10_006), headers: headers), ok])
    #expect(try await place(bench)?.kind == .rateLimited(until: Timestamp(milliseconds: 1_700_000_129_456)))
    #expect(bench.clock.pauses.isEmpty)
  }

  @Test func `with no request left a call waits for the reset before it is sent`() async throws {
    let headers = [("X-Bapi-Limit-Status", "0"), ("X-Bapi-Limit-Reset-Timestamp", "1700000124456")]
    let bench = try Bench([.init(SheetExamples.position, headers: headers)])
    _ = try await bench.client.positions()
    #expect(bench.clock.pauses.isEmpty)
    _ = try await bench.client.positions()
    #expect(bench.clock.pauses == [.seconds(1)])
    let error = await failure { () async throws(BybitError) in
      _ = try await bench.client.openOrders(by: bench.clock.now + .milliseconds(1))
    }
    #expect(error?.kind != .rateLimited(until: Timestamp(milliseconds: 1_700_000_124_456)), "limits are per endpoint")
  }

  @Test func `HTTP 429 is waited out by a read and reported by a write`() async throws {
    let limited = ScriptedHTTPServer.Reply("", status: 429, headers: [("Retry-After", "2")])
    let bench = try Bench([limited, .init(SheetExamples.serverTime), limited])
    #expect(await read(bench) == nil)
    #expect(bench.clock.pauses == [.seconds(2)])
    let now = bench.clock.now
    #expect(try await place(bench)?.kind == .rateLimited(until: now + .seconds(2)))
    #expect(bench.server.requests.count == 3)
  }

  // MARK: - Breakers, key and guard

  @Test func `failing entries do not keep a position from being closed`() async throws {
    let failing = Mutex(true)
    let server = try ScriptedHTTPServer { request in
      failing.withLock { $0 } && !request.body.contains("reduceOnly") ? .init("", status: 500) : .init(SheetExamples.created)
    }
    let bench = try Bench(server)
    for _ in 0..<5 { #expect(try await place(bench)?.kind == .outcomeUnknown) }
    #expect(try await place(bench)?.kind == .breakerOpen(until: Bench.start + .seconds(60)))
    #expect(server.requests.count == 5)
    #expect(bench.client.breakerStates == [.entry: .open, .market: .closed, .protection: .closed, .positions: .closed, .account: .closed])
    _ = try await bench.client.place(try Fixture.exit())
    // A new price belongs to the entries, a new stop to what protects.
    let (symbol, price): (Symbol, Price) = (try Fixture.symbol(), try Fixture.value("59000"))
    await #expect { try await bench.client.amend(.orderID("a"), symbol, OrderChange(price: price)) } throws: {
      ($0 as? BybitError)?.kind == .breakerOpen(until: Bench.start + .seconds(60))
    }
    failing.withLock { $0 = false }
    _ = try await bench.client.amend(.orderID("a"), symbol, OrderChange(stopLoss: price))
    bench.clock.advance(.seconds(60))
    #expect(bench.client.breakerStates[.entry] == .halfOpen)
    #expect(try await place(bench) == nil)
    #expect(bench.client.breakerStates[.entry] == .closed)
  }

  @Test func `refusals do not open a breaker`() async throws {
    let bench = try Bench(envelope(110_007))
    for _ in 0..<6 { #expect(try await place(bench)?.kind == .rejected) }
    #expect(bench.client.breakerStates[.entry] == .closed)
  }

  @Test func `without a key nothing is signed or sent`() async throws {
    let bench = try Bench([ok], credentials: nil)
    #expect(try await place(bench)?.kind == .authentication)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `the write guard sees each timestamp and can keep a write from being sent`() async throws {
    struct LeaseTooShort: Error {}
    let seen = Mutex<[Timestamp]>([])
    let bench = try Bench(
      [.init(envelope(10_002)), ok],
      writeGuard: { time in
        let count = seen.withLock { seen in
          seen.append(time)
          return seen.count
        }
        if count > 1 { throw LeaseTooShort() }
      })
    let error = try await place(bench)
    #expect(error?.kind == .notSent)
    #expect(error?.cause is LeaseTooShort)
    #expect(seen.withLock { $0 } == [Bench.start, Bench.start])
    #expect(bench.server.requests.count == 1)
    #expect(await read(bench) == nil)
  }

  @Test func `a cancelled call is not repeated`() async throws {
    let bench = try Bench([.fault(.silence)])
    let error = await withTaskGroup(of: BybitError?.self) { group in
      group.addTask { await read(bench, by: bench.clock.now + .seconds(50)) }
      await bench.server.waitForRequests(1)
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(error?.kind == .outcomeUnknown)
    #expect((error?.cause as? HTTPError)?.code == .cancelled)
    #expect(bench.server.requests.count == 1)
  }

  @Test(arguments: ["http://api.bybit.com", "http://10.0.0.1:80", "nothing"])
  func `a base URL without TLS is refused outside loopback`(url: String) throws {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let http = try HTTPClient(logger: quiet)
    #expect(throws: BybitError.self) { try BybitClient(BybitConfiguration(baseURL: url), http: http, logger: quiet) }
  }
}
