import Glibc
import Hummingbird
import Model
import NIOCore

/// The HTTP shell of one port: collects the body, asks the exchange, does what it says.
struct ExchangeResponder: HTTPResponder {
  typealias Context = ConnectionContext
  typealias Answer = @Sendable (APIRequest, Timestamp) async -> ExchangeAnswer

  /// The connection was cut on purpose.
  private struct Cut: Error {}

  /// Bytes; the largest real body is a few hundred.
  private static let largestBody = 1 << 20
  private let time: TimeSource
  private let answer: Answer

  init(time: TimeSource, answer: @escaping Answer) {
    self.time = time
    self.answer = answer
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    var request = request
    let body: ByteBuffer
    do {
      body = try await request.collectBody(upTo: Self.largestBody)
    } catch let error as any HTTPResponseError {
      var fields = HTTPFields()
      if let name = HTTPFields.Element.Name("X-Paper-Exchange") { fields[name] = "1" }
      return Response(status: error.status, headers: fields)
    }
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    let question = APIRequest(
      method: request.method.rawValue, target: request.head.path ?? "/", headers: headers, body: Array(body.readableBytesView))
    let answer = await answer(question, time.now)
    if answer.delay > .zero { try await Task.sleep(for: answer.delay) }
    switch answer.ending {
    case .reply(let response):
      // aiohttp would ask for the upgrade to a stream on a connection that has served HTTP, and only a first request can be upgraded.
      let endsConnection = request.headers[.userAgent]?.contains("aiohttp") == true
      return Self.response(response, endsConnection: endsConnection)
    case .close:
      try await context.channel.close()
      throw Cut()
    case .reset:
      // Lingering for no time makes the system send a reset instead of an orderly end.
      if let socket = context.channel as? any SocketOptionProvider {
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      }
      try await context.channel.close()
      throw Cut()
    }
  }

  private static func response(_ answer: APIResponse, endsConnection: Bool) -> Response {
    var fields = HTTPFields()
    if endsConnection { fields[.connection] = "close" }
    for header in answer.headers {
      if let name = HTTPFields.Element.Name(header.name) { fields[name] = header.value }
    }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
