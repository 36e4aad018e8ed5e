import FoundationEssentials

/// One run of the pipeline for one timeframe boundary. It is the correlation id of everything the cycle causes.
package struct CycleID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}

extension CycleID {
  package var correlation: CorrelationID { CorrelationID(rawValue: rawValue) }
}
