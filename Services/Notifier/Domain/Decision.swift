import Messages
import Model

/// A decision on a proposal before it is recorded.
package struct Decision: Sendable, Equatable {
  package let status: ApprovalStatus
  package let channel: ApprovalChannel
  package let decidedBy: String
  package let message: String

  package init(status: ApprovalStatus, channel: ApprovalChannel, decidedBy: String, message: String) {
    self.status = status
    self.channel = channel
    self.decidedBy = decidedBy
    self.message = message
  }
}
