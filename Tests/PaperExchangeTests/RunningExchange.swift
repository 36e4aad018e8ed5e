import Foundation
import FoundationNetworking
import Logging
import Model
import TestKit
import Testing

@testable import PaperExchange

/// The real service on real ports, for as long as a body runs.
struct RunningExchange {
  let port: Int
  let controlPort: Int

  static func with(
    market: MarketSpecification, timeframe: Timeframe = .oneMinute, accounts: [AccountConfiguration] = [], isLimited: Bool = true,
    folder: String? = nil, _ body: (RunningExchange) async throws -> Void
  ) async throws {
    let own = try TemporaryFolder()
    let controlPort = try #require(try LoopbackPorts.free(1).first)
    let configuration = PaperExchangeConfiguration(
      listen: try #require(ListenAddress("127.0.0.1:0")), control: try #require(ListenAddress("127.0.0.1:\(controlPort)")), market: market,
      timeframe: timeframe, symbols: ["BTCUSDT", "ETHUSDT"].compactMap { Symbol($0) }, balance: try #require(Money("100000")),
      apiKey: Desk.key, apiSecret: Desk.secret, state: folder ?? own.path, accounts: accounts, isLimited: isLimited)
    let service = try await PaperExchangeService.make(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
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
      try await body(RunningExchange(port: port, controlPort: controlPort))
      group.cancelAll()
      try await group.waitForAll()
    }
    withExtendedLifetime(own) {}
  }

  /// Runs a program to its end; its output comes together.
  static func run(_ command: [String]) async throws -> (status: Int32, output: String) {
    let folder = try TemporaryFolder()
    try folder.write("", to: "output")
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/output"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = output
    process.standardError = output
    let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    try output.close()
    return (status, try folder.read("output"))
  }
}

extension RunningExchange {
  func get(_ target: String, port: Int? = nil) async throws -> JSONValue {
    let url = try #require(URL(string: "http://127.0.0.1:\(port ?? controlPort)\(target)"))
    return try JSONValue(parsing: Array(try await URLSession.shared.data(from: url).0))
  }

  /// On the control port.
  func post(_ target: String, _ body: String) async throws -> JSONValue {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(controlPort)\(target)")))
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    let (data, response) = try await URLSession.shared.data(for: request)
    #expect((response as? HTTPURLResponse)?.statusCode == 200, "\(String(decoding: data, as: UTF8.self))")
    return try JSONValue(parsing: Array(data))
  }

  func lastPrice(_ symbol: String = "BTCUSDT") async throws -> String? {
    let reply = try await get("/v5/market/tickers?category=linear&symbol=\(symbol)", port: port)
    return reply["result"]?["list"]?[0]?["lastPrice"]?.text
  }
}
