/// One line of the sizing arithmetic, in the order of computing, so that a size can be explained afterwards (invariant 9).
package struct SizingStep: Hashable, Codable, Sendable {
  package let name: String
  package let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
