import Model

/// `{"error":{"message","type","param","code"}}`, `{"error":"text"}`, a page of a proxy, or nothing.
struct ErrorBody {
  let message: String
  let type: String?
  let code: String?
  let parameter: String?

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var tree: JSONValue?
    do {
      tree = try JSONValue(parsing: bytes)
    } catch {
      // A page of a proxy: the text itself is the message.
      tree = nil
    }
    let error = tree?["error"] ?? tree
    message = AnswerDecoding.excerpt(error?.string ?? error?["message"]?.string ?? (text.isEmpty ? "no text" : text))
    type = error?["type"]?.string
    code = error?["code"]?.string
    parameter = error?["param"]?.string
  }

  func isAbout(_ word: String) -> Bool { parameter?.contains(word) == true || message.contains(word) }
}
