import Foundation

/// A real OpenAI-compatible server on loopback that answers from a script, checks what it is asked as the provider does, and records it.
/// For tests only. Write `defer { server.stop() }` after making one.
package final class ScriptedModelServer: Sendable {
  package static let key = "sk-test-0123456789"

  package let http: ScriptedHTTPServer

  package var url: String { "\(http.baseURL)/v1" }
  package var requests: [ScriptedHTTPServer.Request] { http.requests }

  /// Answers question after question; the last reply repeats.
  package convenience init(_ replies: [ScriptedHTTPServer.Reply]) throws {
    precondition(!replies.isEmpty, "a script needs a reply")
    let next = Counter()
    try self.init { _ in replies[min(next.take(), replies.count - 1)] }
  }

  package init(_ answer: @escaping @Sendable (ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Reply) throws {
    http = try ScriptedHTTPServer { request in Self.objection(to: request) ?? answer(request) }
  }

  package func stop() { http.stop() }

  /// A completion as the provider sends it.
  /// - Parameter usage: prompt, cached and completion tokens; nil leaves it out, as some servers do.
  package static func completion(
    _ content: String?, refusal: String? = nil, finish: String = "stop", usage: (Int, Int, Int)? = (1500, 0, 300),
    behaviour: ScriptedHTTPServer.Behaviour = .reply
  ) -> ScriptedHTTPServer.Reply {
    var body =
      #"{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"scripted-1","choices":[{"index":0,"message":"#
      + #"{"role":"assistant","content":\#(quoted(content)),"refusal":\#(quoted(refusal)),"annotations":[]},"logprobs":null,"#
      + #""finish_reason":"\#(finish)"}]"#
    if let usage {
      body +=
        #","usage":{"prompt_tokens":\#(usage.0),"completion_tokens":\#(usage.2),"total_tokens":\#(usage.0 + usage.2),"#
        + #""prompt_tokens_details":{"cached_tokens":\#(usage.1)}}"#
    }
    return ScriptedHTTPServer.Reply(body + "}", headers: [("x-request-id", "req_1")], behaviour: behaviour)
  }

  package static func error(
    _ status: Int, type: String = "invalid_request_error", code: String? = nil, parameter: String? = nil, _ message: String = "no",
    headers: [(name: String, value: String)] = []
  ) -> ScriptedHTTPServer.Reply {
    ScriptedHTTPServer.Reply(
      #"{"error":{"message":\#(quoted(message)),"type":"\#(type)","param":\#(quoted(parameter)),"code":\#(quoted(code))}}"#,
      status: status, headers: headers)
  }

  /// What the provider would refuse; nil for a good request.
  private static func objection(to request: ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Reply? {
    guard request.method == "POST", request.target == "/v1/chat/completions" else { return error(404, "Unknown URL") }
    guard request.header("Authorization") == "Bearer \(key)" else {
      return error(401, code: "invalid_api_key", "Incorrect API key provided: \(request.header("Authorization") ?? "none")")
    }
    let body: Any
    do {
      body = try JSONSerialization.jsonObject(with: Data(request.body.utf8))
    } catch {
      return Self.error(400, "We could not parse the JSON body of your request.")
    }
    guard let body = body as? [String: Any], body["model"] is String, let messages = body["messages"] as? [[String: Any]] else {
      return error(400, "you must provide a model and messages")
    }
    let parts = messages.compactMap { $0["content"] as? [[String: Any]] }.flatMap { $0 }
    let images = parts.compactMap { ($0["image_url"] as? [String: Any])?["url"] as? String }
    guard images.count == 1, images.allSatisfy({ isPNG($0) }) else {
      return error(400, code: "invalid_base64_image", "Invalid image.")
    }
    guard let format = body["response_format"] as? [String: Any], format["type"] as? String == "json_schema" else { return nil }
    let schema = format["json_schema"] as? [String: Any]
    if let defect = defect(of: schema?["schema"], "root") {
      return error(400, parameter: "response_format", "Invalid schema for response_format 'chart_analysis': \(defect)")
    }
    return schema?["strict"] as? Bool == true ? nil : error(400, parameter: "response_format", "strict is not set")
  }

  private static func isPNG(_ url: String) -> Bool {
    let prefix = "data:image/png;base64,"
    guard url.hasPrefix(prefix), let bytes = Data(base64Encoded: String(url.dropFirst(prefix.count))) else { return false }
    return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  /// The rules of strict schemas.
  private static func defect(of schema: Any?, _ path: String) -> String? {
    guard let schema = schema as? [String: Any] else { return "\(path) is no schema" }
    for key in ["allOf", "not", "if", "then", "else", "dependentRequired"] where schema[key] != nil { return "\(path): \(key)" }
    if let items = schema["items"], let defect = defect(of: items, "\(path)[]") { return defect }
    guard let properties = schema["properties"] as? [String: Any] else {
      return path == "root" ? "root is not an object" : nil
    }
    guard schema["additionalProperties"] as? Bool == false else { return "\(path): additionalProperties must be false" }
    guard Set(schema["required"] as? [String] ?? []) == Set(properties.keys) else { return "\(path): required must list every key" }
    return properties.keys.sorted().lazy.compactMap { defect(of: properties[$0], "\(path).\($0)") }.first
  }

  private static func quoted(_ text: String?) -> String {
    guard let text else { return "null" }
    do {
      return String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    } catch {
      preconditionFailure("a text that is no JSON: \(error)")
    }
  }
}
