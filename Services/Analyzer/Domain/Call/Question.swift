import Crypto
import FoundationEssentials

/// One question to one model. Equal questions have equal keys and are paid once.
package struct Question: Sendable {
  package let prompt: PromptVersion
  package let userText: String
  package let imageHash: String
  package let png: Data
  package let model: ModelProfile
  package let detail: ImageDetail
  /// nil: the model's own.
  package let effort: String?
  package let format: AnswerFormat
  /// Counts the samples of an ensemble from 0: another sample is another question.
  package let sample: Int
  package let server: String

  package init(
    prompt: PromptVersion, userText: String, imageHash: String, png: Data, model: ModelProfile, detail: ImageDetail, effort: String?,
    format: AnswerFormat, sample: Int, server: String
  ) {
    self.prompt = prompt
    self.userText = userText
    self.imageHash = imageHash
    self.png = png
    self.model = model
    self.detail = detail
    self.effort = effort
    self.format = format
    self.sample = sample
    self.server = server
  }

  /// What besides image, prompt and model decides the answer.
  package var parameters: QuestionParameters {
    QuestionParameters(
      detail: detail, effort: effort, format: format, replyTokens: model.replyTokens, sample: sample, schema: AnswerSchema.name,
      server: server)
  }

  /// SHA-256 of everything that the server is told, in hexadecimal.
  package func key() -> String {
    let parameters = parameters
    let parts = [
      imageHash, prompt.id.description, userText, model.name, detail.rawValue, effort ?? "", format.rawValue,
      "\(parameters.replyTokens)", "\(sample)", server, AnswerSchema.text,
    ]
    // Lengths keep the parts apart.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return SHA256.hash(data: Data(text.utf8)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  /// The system's text with the schema in words where the server cannot be held to it.
  var systemText: String {
    guard format != .jsonSchema else { return prompt.system }
    return "\(prompt.system)\nAnswer with one JSON object of exactly this JSON schema, without anything around it:\n\(AnswerSchema.text)"
  }
}
