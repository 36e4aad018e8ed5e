import Foundation
import FoundationNetworking
import Model
import TestKit
import Testing

@testable import PaperExchange

/// The real process, killed in the middle of the trading of eight clients.
@Suite(.serialized) struct KillTests {
  private static let clients = 8
  private static let ordersEach = 250

  @Test("No acknowledged order is lost when the process is killed, and the books still add up", .timeLimit(.minutes(15)))
  func killed() async throws {
    let folder = try TemporaryFolder()
    let ports = try LoopbackPorts.free(2)
    let lines = (1..<Self.clients).map { "key-\($0) secret-\($0)" }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "accounts")
    var acknowledged: [[String]] = Array(repeating: [], count: Self.clients)
    for round in 0..<2 {
      let process = try start(folder, ports)
      try await eventually("the exchange answers", within: .seconds(60)) { await isUp(ports[0]) }
      let part = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
        for client in 0..<Self.clients {
          group.addTask { (client, try await trade(client, round, ports[0], killing: round == 0 && client == 0 ? process : nil)) }
        }
        return try await group.reduce(into: [(Int, [String])]()) { $0.append($1) }
      }
      for (client, links) in part { acknowledged[client] += links }
      if process.isRunning { process.terminate() }
      process.waitUntilExit()
    }
    let process = try start(folder, ports)
    defer {
      // It writes into the folder until it has ended.
      process.terminate()
      process.waitUntilExit()
      withExtendedLifetime(folder) {}
    }
    try await eventually("the exchange answers", within: .seconds(60)) { await isUp(ports[0]) }
    #expect(acknowledged.joined().count > 500)
    for client in 0..<Self.clients {
      for link in acknowledged[client] {
        let reply = try await send("GET", "/v5/order/realtime", "category=linear&orderLinkId=\(link)", client, ports[0])
        #expect(reply["result"]?["list"]?.items.count == 1, "\(link) was acknowledged and is gone")
      }
    }
    let (data, _) = try await URLSession.shared.data(from: try #require(URL(string: "http://127.0.0.1:\(ports[1])/control/ledger")))
    try audit(JSONValue(parsing: Array(data)))
  }

  private func audit(_ ledger: JSONValue) throws {
    func money(_ row: JSONValue, _ name: String) throws -> Money { try #require(row[name]?.text.flatMap { Money($0) }, "\(name)") }
    let accounts = try #require(ledger["accounts"]).items
    #expect(accounts.count == Self.clients)
    var held: [String: Money] = [:]
    for account in accounts {
      var cost = Money.zero
      for position in try #require(account["positions"]).items {
        cost += try money(position, "cost")
        held[try #require(position["symbol"]?.text), default: .zero] += try money(position, "size")
      }
      let explained = try money(account, "deposit") + money(account, "proceeds") + cost - money(account, "fees") - money(account, "funding")
      #expect(try money(account, "wallet") == explained + money(account, "insurance"))
    }
    for row in try #require(ledger["market"]).items {
      let symbol = try #require(row["symbol"]?.text)
      #expect(try money(row, "position") + (held[symbol] ?? .zero) == .zero)
    }
  }

  /// - Returns: the link ids of the orders that were acknowledged, until the process is gone.
  private func trade(_ client: Int, _ round: Int, _ port: Int, killing process: Process?) async throws -> [String] {
    var random = SplitMix(seed: UInt64(client * 10 + round))
    var links: [String] = []
    for number in 0..<Self.ordersEach {
      if let process, number == Self.ordersEach / 2 { kill(process.processIdentifier, SIGKILL) }
      let link = "c\(client)-r\(round)-\(number)"
      let side = random.unit() < 0.5 ? "Buy" : "Sell"
      let price = 60_000 + random.integer(in: -60...60)
      let terms = random.unit() < 0.3 ? #""orderType":"Market""# : #""orderType":"Limit","price":"\#(price)""#
      let quantity = "0.\(random.integer(in: 100...999))"
      let body = #"{"category":"linear","symbol":"BTCUSDT","side":"\#(side)","qty":"\#(quantity)","orderLinkId":"\#(link)",\#(terms)}"#
      do {
        let reply = try await send("POST", "/v5/order/create", body, client, port)
        if reply["retCode"] == .integer(0) { links.append(link) }
      } catch is URLError {
        return links
      }
    }
    return links
  }

  private func send(_ method: String, _ path: String, _ payload: String, _ client: Int, _ port: Int) async throws -> JSONValue {
    let key = client == 0 ? Desk.key : "key-\(client)"
    let secret = client == 0 ? Desk.secret : "secret-\(client)"
    let now = TimeSource.system.now.milliseconds
    let target = method == "GET" ? "\(path)?\(payload)" : path
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(target)")))
    request.httpMethod = method
    if method == "POST" { request.httpBody = Data(payload.utf8) }
    request.timeoutInterval = 30
    let signature = Credentials(key: key, secret: secret).signature(of: Array("\(now)\(key)20000\(payload)".utf8))
    for (name, value) in [
      ("X-BAPI-API-KEY", key), ("X-BAPI-TIMESTAMP", "\(now)"), ("X-BAPI-RECV-WINDOW", "20000"), ("X-BAPI-SIGN", signature),
    ] { request.setValue(value, forHTTPHeaderField: name) }
    return try JSONValue(parsing: Array(try await URLSession.shared.data(for: request).0))
  }

  private func isUp(_ port: Int) async -> Bool {
    do {
      let url = try #require(URL(string: "http://127.0.0.1:\(port)/v5/market/time"))
      return try JSONValue(parsing: Array(try await URLSession.shared.data(from: url).0))["retCode"] == .integer(0)
    } catch {
      return false  // Not listening yet.
    }
  }

  private func start(_ folder: TemporaryFolder, _ ports: [Int]) throws -> Process {
    let process = Process()
    let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/debug/paper-exchange").standardized
    process.executableURL = program
    process.arguments = [
      "--listen", "127.0.0.1:\(ports[0])", "--control", "127.0.0.1:\(ports[1])", "--market", "synthetic:flat", "--api-key", Desk.key,
      "--api-secret", Desk.secret, "--accounts", folder.path + "/accounts", "--state", folder.path + "/state", "--no-rate-limit",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
