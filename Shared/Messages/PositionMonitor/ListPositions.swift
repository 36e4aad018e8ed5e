import Model

/// The open positions as last tracked.
package struct ListPositions: AddressedRequest, ReadRequest {
  package static let service = ServiceName.positionMonitor
  package static let name = "list-positions"
  package static let version = 1

  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let positions: [LivePosition]

    package init(positions: [LivePosition]) {
      self.positions = positions
    }
  }
}
