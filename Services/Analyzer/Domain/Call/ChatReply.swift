import Model

/// The parts of a chat completion that matter, in the order in which they decide: refusal, early end, emptiness, text.
package struct ChatReply: Sendable, Equatable {
  /// The model that answered, as it calls itself.
  package let model: String?
  package let usage: TokenUsage?
  package let finish: String?
  package let content: String?
  package let fault: CallFault?

  /// - Throws: ``CallFault`` when the body is no chat completion; it may be charged for.
  package init(_ body: [UInt8]) throws(CallFault) {
    let tree: JSONValue
    do {
      tree = try JSONValue(parsing: body)
    } catch {
      throw CallFault(
        .notJSON, "the reply is not JSON: \(AnswerDecoding.excerpt(String(decoding: body, as: UTF8.self)))", .nextModel, mayBePaid: true)
    }
    // Some servers answer 200 with an error inside.
    if let error = tree["error"] {
      let message = error.string ?? error["message"]?.string ?? "no text"
      throw CallFault(.serverError, "an error in a reply with status 200: \(AnswerDecoding.excerpt(message))", .nextModel, mayBePaid: true)
    }
    guard let choice = tree["choices"]?.elements?.first else {
      throw CallFault(.noChoice, "the reply has no choice", .nextModel, mayBePaid: true)
    }
    model = tree["model"]?.string
    usage = TokenUsage(tree["usage"])
    finish = choice["finish_reason"]?.string
    let message = choice["message"]
    content = Self.text(message?["content"])
    fault = Self.fault(refusal: message?["refusal"]?.string, finish: finish, content: content)
  }

  private static func fault(refusal: String?, finish: String?, content: String?) -> CallFault? {
    if let refusal { return CallFault(.refused, "the model refused: \(AnswerDecoding.excerpt(refusal))", .nextModel) }
    switch finish {
    case "length":
      return CallFault(.truncated, "the answer was cut at the reply limit: raise it or lower the reasoning effort", .nextModel)
    case "content_filter": return CallFault(.filtered, "the server's content filter ended the answer", .nextModel)
    case nil, "stop": break
    case .some(let other): return CallFault(.unexpectedEnd, "the answer ended with \(AnswerDecoding.excerpt(other))", .nextModel)
    }
    guard let content, content.contains(where: { !$0.isWhitespace }) else {
      return CallFault(.empty, "the answer is empty", .nextModel)
    }
    return nil
  }

  /// A text, or the texts of its parts.
  private static func text(_ content: JSONValue?) -> String? {
    guard let parts = content?.elements else { return content?.string }
    return parts.compactMap { $0["text"]?.string }.joined()
  }
}
