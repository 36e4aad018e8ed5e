import Model

/// Every rule's verdict on every candidate of a cycle.
package struct GetVerdicts: AddressedRequest, ReadRequest {
  package static let service = ServiceName.signalFilter
  package static let name = "get-verdicts"
  package static let version = 1

  package let cycleID: CycleID

  package init(cycleID: CycleID) {
    self.cycleID = cycleID
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let verdicts: [Verdict]

    package init(verdicts: [Verdict]) {
      self.verdicts = verdicts
    }
  }
}
