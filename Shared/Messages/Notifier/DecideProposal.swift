import Model

/// Approves or rejects a proposal. One compare-and-set decides, whatever the channel.
package struct DecideProposal: AddressedRequest {
  package static let service = ServiceName.notifier
  package static let name = "decide-proposal"
  package static let version = 1

  package let proposalID: ProposalID
  package let approve: Bool
  package let channel: ApprovalChannel
  package let decidedBy: String

  package init(proposalID: ProposalID, approve: Bool, channel: ApprovalChannel, decidedBy: String) {
    self.proposalID = proposalID
    self.approve = approve
    self.channel = channel
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// This request decided the proposal.
    package let accepted: Bool
    package let status: ApprovalStatus
    package let message: String

    package init(accepted: Bool, status: ApprovalStatus, message: String) {
      self.accepted = accepted
      self.status = status
      self.message = message
    }
  }
}
