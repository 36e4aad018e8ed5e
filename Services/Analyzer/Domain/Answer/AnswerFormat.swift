/// How the server is told the shape of the answer: a ladder, from the strictest down. Whatever it is, the answer is checked here.
package enum AnswerFormat: String, Codable, Sendable, CaseIterable {
  case jsonSchema
  case jsonObject
  case text

  /// For a server that does not know this one.
  package var next: AnswerFormat? {
    switch self {
    case .jsonSchema: .jsonObject
    case .jsonObject: .text
    case .text: nil
    }
  }
}
