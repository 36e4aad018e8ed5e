import Model

/// The latest cycles, newest first.
package struct ListCycles: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "list-cycles"
  package static let version = 1

  /// 1 to 200.
  package let limit: Int

  package init(limit: Int) {
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let cycles: [CycleReport]

    package init(cycles: [CycleReport]) {
      self.cycles = cycles
    }
  }
}
