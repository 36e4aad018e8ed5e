import FoundationEssentials
import Model

/// The HTML pages and their files, read once at the start.
struct Pages: Sendable {
  /// Files by their path under `/assets/`.
  private let files: [String: File]
  private let templates: [String: String]
  private let openAPI: [UInt8]
  let gatekeeper: Gatekeeper
  let sessionDuration: Duration
  let mode: TradingMode

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
    templates = try Dictionary(
      uniqueKeysWithValues: ["login", "live", "trades"].map { ($0, String(decoding: try read("\($0).html"), as: UTF8.self)) })
    openAPI = try read("openapi.json")
    var files: [String: File] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/assets") {
      files[name] = try File(name, try read("assets/\(name)"))
    }
    if let path = configuration.chartLibrary, let data = FileManager.default.contents(atPath: path) {
      files["lightweight-charts.js"] = try File("lightweight-charts.js", Array(data))
    }
    self.files = files
    self.gatekeeper = gatekeeper
    sessionDuration = configuration.sessionDuration
    mode = configuration.mode
  }

  var routes: [Route] {
    [
      Route("GET", "/", .page) { _ in .redirect(to: "/dashboard/live") },
      Route("GET", "/dashboard", .page) { _ in .redirect(to: "/dashboard/live") },
      Route("GET", "/dashboard/live", .page) { page("live", $0.principal) },
      Route("GET", "/dashboard/trades", .page) { page("trades", $0.principal) },
      Route("GET", "/login", .open) { _ in page("login", nil) },
      Route("POST", "/login", .open) { call in try await login(call.request) },
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

  private func login(_ request: WebRequest) async throws -> WebAnswer {
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
      var answer = page("login", nil, message: problem.message)
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

  private func page(_ name: String, _ principal: Principal?, message: String = "") -> WebAnswer {
    var csrf = ""
    if case .session(_, let value)? = principal?.kind { csrf = value }
    return .html(
      (templates[name] ?? "").replacing("{{csrf}}", with: csrf).replacing("{{mode}}", with: mode.rawValue)
        .replacing("{{message}}", with: Self.escaped(message))
        .replacing(
          "{{charts}}",
          with: files["lightweight-charts.js"] == nil ? "" : "<meta name=\"chart-library\" content=\"/assets/lightweight-charts.js\">"))
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
