import Foundation
import FoundationNetworking
import Logging
import Model
import Testing

@testable import PaperExchange

@Suite struct ServerTests {
  @Test("The real server answers signed requests over HTTP, with its headers, until it is stopped")
  func overHTTP() async throws {
    let folder = try TemporaryFolder()
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let configuration = PaperExchangeConfiguration(
      listen: address, control: address, market: .flat, timeframe: .oneMinute, symbols: ["BTCUSDT"].compactMap { Symbol($0) },
      balance: Money(FixedPoint(units: 10_000 * FixedPoint.unitsPerOne)), apiKey: Desk.key, apiSecret: Desk.secret, state: folder.path)
    let service = try PaperExchangeService(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A service that cannot start must not be waited for.
        defer { continuation.finish() }
        do {
          try await service.run(catchesSignals: false) { continuation.yield($0) }
        } catch is CancellationError {
          return
        }
      }
      let port = try #require(await ports.first { _ in true })
      let query = "symbol=BTC%55SDT&category=linear"
      func now() -> Int64 { TimeSource.system.now.milliseconds }
      let (list, response) = try await exchangeOverHTTP(Desk.signed("GET", "/v5/position/list", query: query, at: now()), port)
      #expect(response.statusCode == 200)
      #expect(response.value(forHTTPHeaderField: "X-Paper-Exchange") == "1")
      #expect(response.value(forHTTPHeaderField: "X-Bapi-Limit") == "50")
      #expect(list["result"]?["list"]?[0]?["symbol"] == .string("BTCUSDT"))
      let body = #"{"category": "linear", "symbol": "BTCUSDT", "side": "Buy", "orderType": "Market", "qty": "0.01"}"#
      let (created, _) = try await exchangeOverHTTP(Desk.signed("POST", "/v5/order/create", body: body, at: now()), port)
      #expect(created["retCode"] == .integer(0))
      #expect(try folder.read("state.jsonl").split(separator: "\n").count == 2)
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func exchangeOverHTTP(_ question: APIRequest, _ port: Int) async throws -> (JSONValue, HTTPURLResponse) {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(question.target)")))
    request.httpMethod = question.method
    request.httpBody = question.body.isEmpty ? nil : Data(question.body)
    request.timeoutInterval = 60
    for (name, value) in question.headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await URLSession.shared.data(for: request)
    return (try JSONValue(parsing: Array(data)), try #require(response as? HTTPURLResponse))
  }

  @Test("Only loopback addresses are accepted, and secrets may come from the environment")
  func commandLine() throws {
    let base = ["--listen", "127.0.0.1:1", "--market", "synthetic", "--control"]
    let environment = ["AUTOTRADER_PAPER_APIKEY": "from-environment", "AUTOTRADER_PAPER_APISECRET": "hidden"]
    let command = try PaperExchangeCommand.parse(base + ["127.0.0.1:2"])
    #expect(try command.configuration(environment: environment).apiKey == "from-environment")
    #expect(throws: StartFailure.self) { try command.configuration(environment: [:]) }
    let flag = try PaperExchangeCommand.parse(base + ["127.0.0.1:2", "--api-key", "from-flag"])
    #expect(try flag.configuration(environment: environment).apiKey == "from-flag")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID().uuidString)")
    try "from-file\n".write(to: file, atomically: true, encoding: .utf8)
    defer { do { try FileManager.default.removeItem(at: file) } catch { Issue.record(error) } }
    let files = ["AUTOTRADER_PAPER_APIKEY_FILE": file.path, "AUTOTRADER_PAPER_APISECRET": "hidden"]
    #expect(try command.configuration(environment: files).apiKey == "from-file")
    #expect(throws: StartFailure.self) { try command.configuration(environment: ["AUTOTRADER_PAPER_APIKEY_FILE": "/nowhere"]) }
    let open = try PaperExchangeCommand.parse(base + ["0.0.0.0:2"])
    #expect(throws: StartFailure.self) { try open.configuration(environment: environment) }
    let allowed = try PaperExchangeCommand.parse(base + ["0.0.0.0:2", "--allow-non-loopback"])
    #expect(try allowed.configuration(environment: environment).control.host == "0.0.0.0")
  }

  @Test("The record of requests forgets the oldest and never shows the key")
  func record() {
    var record = RequestRecord(redacting: ["s3cret"])
    for number in 0..<RequestRecord.capacity + 5 {
      let request = APIRequest(method: "GET", path: "/v5/market/time", rawQuery: "n=\(number)&key=s3cret")
      record.add(request, at: Timestamp(milliseconds: 0), status: 200, retCode: 0)
    }
    #expect(record.entries.count == RequestRecord.capacity)
    #expect(record.entries.first?.number == 6)
    #expect(record.entries.first?.target == "/v5/market/time?n=5&key=***")
    #expect(record.entries.last?.target == "/v5/market/time?n=10004&key=***")
  }
}
