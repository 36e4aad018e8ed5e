import FoundationEssentials

/// One immutable version of a prompt.
package struct PromptVersionID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
