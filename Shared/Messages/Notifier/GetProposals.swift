import Model

/// Proposals by id with what was decided on them, in no particular order. Ids that nobody proposed are left out.
package struct GetProposals: AddressedRequest, ReadRequest {
  package static let service = ServiceName.notifier
  package static let name = "get-proposals"
  package static let version = 1
  package static let maximumCount = 200

  /// At most 200.
  package let proposalIDs: [ProposalID]

  package init(proposalIDs: [ProposalID]) {
    self.proposalIDs = proposalIDs
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let approvals: [Approval]

    package init(approvals: [Approval]) {
      self.approvals = approvals
    }
  }
}
