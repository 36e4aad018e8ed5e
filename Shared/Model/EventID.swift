import FoundationEssentials

/// One event in an outbox; consumers drop what they have handled by it.
package struct EventID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
