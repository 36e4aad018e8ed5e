/// The parameters of a question as they are stored.
package struct QuestionParameters: Hashable, Codable, Sendable {
  package let detail: ImageDetail
  package let effort: String?
  package let format: AnswerFormat
  package let replyTokens: Int
  package let sample: Int
  package let schema: String
  package let server: String
}
