import Bybit
import HTTPClient
import Logging
import Model
import Synchronization
import TestKit

/// A clock that moves only when a test or a pause moves it.
final class ManualClock: Sendable {
  private let moment: Mutex<Timestamp>
  private let waits = Mutex<[Duration]>([])

  init(_ start: Timestamp) { moment = Mutex(start) }

  var source: TimeSource { TimeSource { self.moment.withLock { $0 } } }
  var now: Timestamp { source.now }
  var pauses: [Duration] { waits.withLock { $0 } }

  func advance(_ duration: Duration) { moment.withLock { $0 = $0 + duration } }

  func pause(_ duration: Duration) {
    waits.withLock { $0.append(duration) }
    advance(duration)
  }
}

/// A client against a scripted server. The clock starts at the time that the sheet's replies state.
struct Bench {
  static let start = Timestamp(milliseconds: 1_700_000_123_456)
  static let credentials = BybitCredentials(key: "bench-key-0001", secret: "bench-secret-0001")

  let server: ScriptedHTTPServer
  let client: BybitClient
  let clock = ManualClock(Bench.start)

  init(
    _ replies: [ScriptedHTTPServer.Reply], credentials: BybitCredentials? = Bench.credentials,
    writeGuard: @escaping BybitClient.WriteGuard = { _ in }
  ) throws {
    try self.init(ScriptedHTTPServer(replies), credentials: credentials, writeGuard: writeGuard)
  }

  init(_ body: String) throws { try self.init([.init(body)]) }

  init(
    _ server: ScriptedHTTPServer, credentials: BybitCredentials? = Bench.credentials,
    writeGuard: @escaping BybitClient.WriteGuard = { _ in }
  ) throws {
    self.server = server
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let clock = clock
    // The client keeps the server alive, so that `try Bench(reply).client.call()` has someone to talk to.
    client = try BybitClient(
      BybitConfiguration(baseURL: server.baseURL, credentials: credentials), http: HTTPClient(logger: quiet), time: clock.source,
      logger: quiet, writeGuard: writeGuard, jitter: { 0 }, pause: { duration in withExtendedLifetime(server) { clock.pause(duration) } })
  }

  var paths: [String] { server.requests.map(\.path) }
}

/// A reply with nothing but a code.
func envelope(_ retCode: Int, _ text: String = "", result: String = "{}", time: Int64 = 1_700_000_123_456) -> String {
  #"{"retCode":\#(retCode),"retMsg":"\#(text)","result":\#(result),"retExtInfo":{},"time":\#(time)}"#
}

/// The error of a call that must fail.
func failure(_ call: () async throws(BybitError) -> Void) async -> BybitError? {
  do throws(BybitError) {
    try await call()
    return nil
  } catch { return error }
}

enum Fixture {
  static func symbol(_ text: String = "BTCUSDT") throws -> Symbol {
    guard let symbol = Symbol(text) else { throw Unreadable(text: text) }
    return symbol
  }

  static func linkID(_ text: String = "bot-20231114-0001") throws -> OrderLinkID {
    guard let id = OrderLinkID(text) else { throw Unreadable(text: text) }
    return id
  }

  static func value<Value: FixedPointValue>(_ text: String) throws -> Value {
    guard let value = Value(text) else { throw Unreadable(text: text) }
    return value
  }

  static func entry() throws -> OrderRequest {
    OrderRequest(
      symbol: try symbol(), side: .buy, type: .limit(try value("60000.0")), quantity: try value("0.010"), linkID: try linkID(),
      takeProfit: try value("62000"), stopLoss: try value("59000"))
  }

  static func exit() throws -> OrderRequest {
    OrderRequest(symbol: try symbol(), side: .sell, type: .market, quantity: try value("0.010"), linkID: try linkID(), reduceOnly: true)
  }

  struct Unreadable: Error { let text: String }
}
