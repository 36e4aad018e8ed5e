import FoundationEssentials
import HTTPClient
import Logging
import ServiceKit

/// Asks the models' server for its list of models, which costs nothing.
struct AnalystReader: Sendable {
  let settings: Settings
  let logger: Logger

  private struct Models: Decodable {
    struct Model: Decodable {
      let id: String
    }
    let data: [Model]
  }

  func read() async throws -> AnalystFacts {
    let wanted: [String] = try settings.list(.analystModels) { $0.isEmpty ? nil : $0 }
    guard try settings.required(.analystProvider) == "openai" else { return AnalystFacts(access: .rules, wanted: wanted) }
    let http = try HTTPClient(HTTPClientConfiguration(maximumResponseSize: 4 << 20, allowsPlainHTTP: true), logger: logger)
    var url = try settings.required(.analystURL)
    while url.hasSuffix("/") { url.removeLast() }
    var headers = HTTPHeaders()
    if let key = settings.text(.analystKey) { headers.add("Authorization", "Bearer \(key)") }
    let response = try await http.send(HTTPRequest(url: "\(url)/models", headers: headers, timeout: .seconds(10)))
    switch response.status {
    case 200: return AnalystFacts(access: .models(Self.names(response.body)), wanted: wanted)
    // Servers without such a list answer so; they may still analyse.
    case 404, 405: return AnalystFacts(access: .models(nil), wanted: wanted)
    default: return AnalystFacts(access: .refused(status: response.status), wanted: wanted)
    }
  }

  /// nil for what is no list of models.
  private static func names(_ body: [UInt8]) -> [String]? {
    do { return try JSONDecoder().decode(Models.self, from: Data(body)).data.map(\.id) } catch { return nil }
  }
}
