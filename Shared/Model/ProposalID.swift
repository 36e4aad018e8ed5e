import FoundationEssentials

/// One proposed trade. The trade it may become has the same id (DESIGN §6.1).
package struct ProposalID: Identifier {
  package let rawValue: UUID
  package init(rawValue: UUID) { self.rawValue = rawValue }
}

extension ProposalID {
  package var trade: TradeID { TradeID(rawValue: rawValue) }
}
