/// Why a text is not an answer in the agreed shape.
package struct AnswerDefect: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Codable, Sendable, CaseIterable {
    /// Wrapped in a code fence although the server had promised to keep to the schema.
    case fenced
    case notJSON
    case missingKey
    case unknownKey
    case wrongType
    case wrongValue
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
