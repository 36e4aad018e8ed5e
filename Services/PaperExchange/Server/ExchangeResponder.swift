import Hummingbird
import Model

/// The HTTP shell of one port: collects the body, asks the exchange, sends what it says.
struct ExchangeResponder: HTTPResponder {
  typealias Context = BasicRequestContext
  typealias Answer = @Sendable (APIRequest, Timestamp) async -> APIResponse

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
    var fields = HTTPFields()
    for header in answer.headers {
      if let name = HTTPFields.Element.Name(header.name) { fields[name] = header.value }
    }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
