import Model

/// The symbols that get no entry, by name.
package struct ListQuarantines: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "list-quarantines"
  package static let version = 1

  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let quarantines: [Quarantine]

    package init(quarantines: [Quarantine]) {
      self.quarantines = quarantines
    }
  }
}
