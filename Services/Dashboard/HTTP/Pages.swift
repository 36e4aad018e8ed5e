import Crypto
import FoundationEssentials
import Model

/// The HTML pages and their files, read once at the start.
struct Pages: Sendable {
  /// Files by their path under `/assets/`.
  private let files: [String: File]
  /// With everything but what differs from request to request.
  private let templates: [String: String]
  private let policy: (name: String, value: String)
  private let openAPI: [UInt8]
  let gatekeeper: Gatekeeper
  let sessionDuration: Duration

  private struct File {
    let type: String
    let bytes: [UInt8]
    let compressed: [UInt8]
    /// Of the content: a browser that has it is not sent it again. Weak, because it is the same for both codings.
    let tag: String

    init(_ name: String, _ bytes: [UInt8]) throws {
      type = Pages.type(of: name)
      self.bytes = bytes
      compressed = try Gzip.compressed(bytes, .best)
      tag = "W/\"\(SecretText.hash(String(decoding: bytes, as: UTF8.self)).prefix(16))\""
    }
  }

  /// - Throws: ``DashboardFailure`` when a page cannot be read.
  init(_ configuration: DashboardConfiguration, gatekeeper: Gatekeeper) throws {
    let folder = configuration.assets
    func read(_ name: String) throws -> [UInt8] {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw DashboardFailure("\(folder)/\(name) cannot be read: set AUTOTRADER_DASHBOARD_ASSETS to the folder of the pages")
      }
      return Array(data)
    }
    openAPI = try read("openapi.json")
    var files: [String: File] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/assets") {
      files[name] = try File(name, try read("assets/\(name)"))
    }
    if let path = configuration.chartLibrary, let data = FileManager.default.contents(atPath: path) {
      files["lightweight-charts.js"] = try File("lightweight-charts.js", Array(data))
    }
    self.files = files
    // Inside of each page, so that its first paint waits for nothing but itself. Its hash lets this style in and no other.
    let style = String(decoding: try read("app.css"), as: UTF8.self)
    policy = SecurityHeaders.page(style: Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString())
    let charts = files["lightweight-charts.js"] == nil ? "" : "<meta name=\"chart-library\" content=\"/assets/lightweight-charts.js\">"
    templates = try Dictionary(
      uniqueKeysWithValues: ["login", "live", "trades"].map { name in
        let text = String(decoding: try read("\(name).html"), as: UTF8.self)
        return (
          name,
          text.replacing("{{style}}", with: "<style>\(style)</style>").replacing("{{charts}}", with: charts)
            .replacing("{{mode}}", with: configuration.mode.rawValue)
        )
      })
    self.gatekeeper = gatekeeper
    sessionDuration = configuration.sessionDuration
  }

  var routes: [Route] {
    [
      Route("GET", "/", .page) { _ in .redirect(to: "/dashboard/live") },
      Route("GET", "/dashboard", .page) { _ in .redirect(to: "/dashboard/live") },
      Route("GET", "/dashboard/live", .page) { page("live", $0) },
      Route("GET", "/dashboard/trades", .page) { page("trades", $0) },
      Route("GET", "/login", .open) { page("login", $0) },
      Route("POST", "/login", .open) { call in try await login(call) },
      Route("POST", "/logout", .scope(.read)) { call in
        if case .session(let key, _)? = call.principal?.kind { try await gatekeeper.logout(key) }
        return WebAnswer(status: 204, headers: [("Set-Cookie", cookie("", lasting: 0, call.request))])
      },
      Route("GET", "/assets/{name}", .open) { call in
        guard let file = files[call.parameter("name")] else { throw APIProblem(404, "notFound", "there is no such file") }
        // Revalidated by its tag: a new version is seen at once, an old one is not sent twice.
        let headers = [("ETag", file.tag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding")]
        if call.request.headers["if-none-match"] == file.tag { return WebAnswer(status: 304, headers: headers) }
        return Gzip.isAccepted(by: call.request)
          ? .compressed(file.compressed, type: file.type, headers: headers) : WebAnswer(type: file.type, headers: headers, body: file.bytes)
      },
      Route("GET", "/api/v1/openapi.json", .open) { _ in WebAnswer(type: "application/json; charset=utf-8", body: openAPI) },
    ]
  }

  private func login(_ call: Route.Call) async throws -> WebAnswer {
    let request = call.request
    // Another shape than the form's is no guess: it must not count to the lock-out.
    guard let password = WebRequest.form(String(decoding: request.body, as: UTF8.self))["password"] else {
      throw APIProblem(400, "noPassword", "send the password as the field 'password' of a form (application/x-www-form-urlencoded)")
    }
    do {
      let secret = try await gatekeeper.login(password: password, remote: request.remote)
      var answer = WebAnswer.redirect(to: "/dashboard/live")
      answer.headers.append(("Set-Cookie", cookie(secret, lasting: sessionDuration.wholeMilliseconds / 1000, request)))
      return answer
    } catch let problem as APIProblem {
      var answer = page("login", call, message: problem.message)
      answer.status = problem.status
      if let retryAfter = problem.retryAfter { answer.headers.append(("Retry-After", "\(retryAfter)")) }
      return answer
    }
  }

  /// Where the browser calls this server by any name but the own machine's, the cookie travels over TLS only. What is bound does not tell: a
  /// container binds every address, and a proxy with TLS asks from loopback.
  private func cookie(_ value: String, lasting seconds: Int64, _ request: WebRequest) -> String {
    let isPlain = request.headers["origin"].map(OriginPolicy.isOwnMachine) ?? false
    return "\(Gatekeeper.cookie)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(isPlain ? "" : "; Secure")"
  }

  private func page(_ name: String, _ call: Route.Call, message: String = "") -> WebAnswer {
    var csrf = ""
    if case .session(_, let value)? = call.principal?.kind { csrf = value }
    // What the reader has chosen is in the page already: neither a flash of the other theme nor a script before the first paint.
    let theme = call.request.cookie("theme").flatMap { ["light", "dark"].contains($0) ? " data-theme=\"\($0)\"" : nil } ?? ""
    var answer = WebAnswer.html(
      (templates[name] ?? "").replacing("{{theme}}", with: theme).replacing("{{csrf}}", with: csrf)
        .replacing("{{message}}", with: Self.escaped(message)))
    answer.headers.append(policy)
    return answer
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
