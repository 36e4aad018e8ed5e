import FoundationEssentials

/// One order intent of the executor; the exchange's own order id is a plain string beside it.
package struct OrderID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}
