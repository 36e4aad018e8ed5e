/// A model that gave no answer.
package struct ModelFault: Codable, Hashable, Sendable {
  package let model: String
  package let code: CallFault.Code
  package let message: String
}
