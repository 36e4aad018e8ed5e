import Bybit
import Foundation
import HTTPClient
import Instance
import Logging
import Model

/// Orders against a paper exchange that is started for it.
struct ExchangeBench: Sendable {
  struct Result: Encodable, Sendable {
    let orders: Int
    let ordersPerSecond: Int
    let millisecondsP50: Double
    let millisecondsP99: Double
    let concurrentConnections: Int
    let concurrentOrdersPerSecond: Int
  }

  private static let connections = 8
  /// The folder of the executables.
  let binaries: String
  let orders: Int

  /// - Throws: ``CommandFailure`` if the exchange does not start or refuses an order.
  func run() async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autotrader-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        Terminal.standardError.line("cannot remove \(folder.path): \(error)")
      }
    }
    guard let port = (42_000..<43_000).first(where: { Ports.isFree($0) && Ports.isFree($0 + 1) }) else {
      throw CommandFailure(.failed, "no free ports between 42000 and 43000")
    }
    let credentials = BybitCredentials(key: "bench", secret: "bench")
    let child = try await ChildProcess.start(
      ChildCommand(
        name: "paper-exchange", program: "\(binaries)/paper-exchange",
        arguments: [
          "--listen", "127.0.0.1:\(port)", "--control", "127.0.0.1:\(port + 1)", "--market", "synthetic:flat", "--api-key", "bench",
          "--api-secret", "bench", "--balance", "1000000000", "--symbols", "BTCUSDT", "--state", folder.path + "/state", "--no-rate-limit",
        ],
        environment: ChildEnvironment.base(ProcessInfo.processInfo.environment), log: folder.path + "/log"))
    do {
      let result = try await measure(port: port, credentials)
      await child.stop(SIGTERM, within: .seconds(5))
      return result
    } catch {
      await child.stop(SIGTERM, within: .seconds(5))
      throw error
    }
  }

  private func measure(port: Int, _ credentials: BybitCredentials) async throws -> Result {
    let logger = Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    let address = "http://127.0.0.1:\(port)"
    guard try await Readiness(time: .system).http("\(address)/v5/market/time", logger: logger) else {
      throw CommandFailure(.failed, "the paper exchange did not start: build everything with swift build -c release")
    }
    let clock = ContinuousClock()
    let client = try HTTPClient(logger: logger)
    for _ in 0..<20 { try await place(client, address, credentials) }
    var latencies: [Double] = []
    let total = try await clock.measure {
      for _ in 0..<orders {
        latencies.append(try await clock.measure { try await place(client, address, credentials) }.inMilliseconds)
      }
    }
    await client.close()
    let share = orders / Self.connections
    let together = try await clock.measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<Self.connections {
          group.addTask {
            let client = try HTTPClient(logger: logger)
            for _ in 0..<share { try await place(client, address, credentials) }
            await client.close()
          }
        }
        try await group.waitForAll()
      }
    }
    latencies.sort()
    func percentile(_ share: Double) -> Double { (latencies[Int(Double(latencies.count - 1) * share)] * 1000).rounded() / 1000 }
    return Result(
      orders: orders, ordersPerSecond: Int(Double(orders) / total.inMilliseconds * 1000), millisecondsP50: percentile(0.5),
      millisecondsP99: percentile(0.99), concurrentConnections: Self.connections,
      concurrentOrdersPerSecond: Int(Double(share * Self.connections) / together.inMilliseconds * 1000))
  }

  /// An immediate-or-cancel order far from the market: accepted and on disk, and gone, so that the book stays as it is.
  private func place(_ client: HTTPClient, _ address: String, _ credentials: BybitCredentials) async throws {
    let body =
      #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.001","price":"50000","timeInForce":"IOC"}"#
    let now = TimeSource.system.now
    let signature = BybitSignature.rest(credentials, timestamp: now, recvWindow: .seconds(5), payload: body)
    let headers = HTTPHeaders([
      ("Content-Type", "application/json"), ("X-BAPI-API-KEY", credentials.key), ("X-BAPI-TIMESTAMP", "\(now.milliseconds)"),
      ("X-BAPI-RECV-WINDOW", "5000"), ("X-BAPI-SIGN", signature),
    ])
    let reply = try await client.send(
      HTTPRequest(method: .post, url: address + "/v5/order/create", headers: headers, body: Array(body.utf8)))
    let text = String(decoding: reply.body, as: UTF8.self)
    guard reply.status == 200, text.contains(#""retCode":0,"#) else { throw CommandFailure(.failed, "an order was refused: \(text)") }
  }
}

extension Duration {
  fileprivate var inMilliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1000 + Double(attoseconds) / 1e15
  }
}
