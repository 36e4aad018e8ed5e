/// The prompt version that a model was asked with.
package struct AnalysisPrompt: Codable, Sendable, Equatable {
  package let name: String
  package let version: Int
  package let system: String
  /// With its placeholders.
  package let user: String

  package init(name: String, version: Int, system: String, user: String) {
    self.name = name
    self.version = version
    self.system = system
    self.user = user
  }
}
