import Model

/// The state and story of one cycle, or of the latest one.
package struct GetCycle: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-cycle"
  package static let version = 1

  /// nil: the latest.
  package let cycleID: CycleID?

  package init(cycleID: CycleID? = nil) {
    self.cycleID = cycleID
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: there is no such cycle.
    package let cycle: CycleReport?

    package init(cycle: CycleReport? = nil) {
      self.cycle = cycle
    }
  }
}
