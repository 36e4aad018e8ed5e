import Hummingbird
import NIOCore

/// Where a request came from.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let remote: String

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    remote = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}

/// The HTTP shell: collects the body, asks the routes, adds the security headers.
struct WebResponder: HTTPResponder {
  /// Bytes; the largest real body is a few hundred.
  private static let largestBody = 64 << 10

  let server: WebServer

  func respond(to request: Request, context: WebContext) async throws -> Response {
    var request = request
    var headers: [String: String] = [:]
    // Several of one name are one list (RFC 9110 §5.3): each proxy may add a line of its own.
    for field in request.headers {
      headers[field.name.canonicalName, default: ""] += (headers[field.name.canonicalName] == nil ? "" : ", ") + field.value
    }
    headers["host"] = request.head.authority ?? headers["host"]
    let answer: WebAnswer
    do {
      let body = try await request.collectBody(upTo: Self.largestBody)
      answer = await server.answer(
        WebRequest(
          method: request.method.rawValue, target: request.head.path ?? "/", headers: headers, body: Array(body.readableBytesView),
          remote: context.remote))
    } catch let error as any HTTPResponseError {
      answer = WebAnswer(status: error.status.code)
    }
    var fields = HTTPFields()
    // A page names its own policy; two would both hold.
    let general = SecurityHeaders.all.filter { header in !answer.headers.contains { $0.name == header.name } }
    for header in general + answer.headers {
      if let name = HTTPFields.Element.Name(header.name) { fields.append(HTTPFields.Element(name: name, value: header.value)) }
    }
    if let type = answer.type { fields[.contentType] = type }
    if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
    let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
    return Response(status: HTTPResponse.Status(code: answer.status), headers: fields, body: body)
  }
}
