import Model

/// Proposals, newest first.
package struct ListApprovals: AddressedRequest, ReadRequest {
  package static let service = ServiceName.notifier
  package static let name = "list-approvals"
  package static let version = 1

  package let pendingOnly: Bool
  /// 1 to 200.
  package let limit: Int

  package init(pendingOnly: Bool, limit: Int) {
    self.pendingOnly = pendingOnly
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let approvals: [Approval]

    package init(approvals: [Approval]) {
      self.approvals = approvals
    }
  }
}
