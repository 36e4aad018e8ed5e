import FoundationEssentials

/// One trade, from the intent to the closed position. Equal to its proposal's id.
package struct TradeID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}

extension TradeID {
  package var proposal: ProposalID { ProposalID(rawValue: rawValue) }
}
