import FoundationEssentials

/// What ties together everything that one cause (a cycle, a command) led to.
package struct CorrelationID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
