import FoundationEssentials

/// One call of a model: an attempt at a question, paid or not.
package struct ModelCallID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
