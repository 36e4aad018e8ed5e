import Model

/// The sizing arithmetic of a cycle's signals.
package struct GetSizing: AddressedRequest, ReadRequest {
  package static let service = ServiceName.riskManager
  package static let name = "get-sizing"
  package static let version = 1

  package let cycleID: CycleID

  package init(cycleID: CycleID) {
    self.cycleID = cycleID
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let sizings: [Sizing]

    package init(sizings: [Sizing]) {
      self.sizings = sizings
    }
  }
}
