import FoundationEssentials
import HTTPClient
import Instance
import Logging

/// The control port of a paper exchange.
struct ExchangeControl: Sendable {
  /// `http://127.0.0.1:PORT`.
  let address: String

  /// Sends one request; the reply's JSON, as it came.
  /// - Throws: ``CommandFailure`` naming the address if nobody answers, and repeating the exchange's words if it refuses.
  func send(_ method: HTTPMethod, _ path: String, body: [String: ControlValue] = [:]) async throws -> [UInt8] {
    let client = try HTTPClient(logger: Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let request = HTTPRequest(
      method: method, url: address + path, headers: HTTPHeaders([("Content-Type", "application/json")]),
      body: method == .post ? [UInt8](try encoder.encode(body)) : [])
    let reply: HTTPResponse
    do {
      reply = try await client.send(request)
    } catch {
      await client.close()
      throw CommandFailure(.notRunning, "no paper exchange answers at \(address): \(error)")
    }
    await client.close()
    guard reply.status == 200 else {
      throw CommandFailure(.failed, Self.reason(reply.body) ?? "the paper exchange at \(address) answered HTTP \(reply.status)")
    }
    return reply.body
  }

  private static func reason(_ body: [UInt8]) -> String? {
    struct Refusal: Decodable {
      let error: String
    }
    do {
      return try JSONDecoder().decode(Refusal.self, from: Data(body)).error
    } catch {
      return nil
    }
  }
}
