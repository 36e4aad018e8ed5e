import Model

/// A live position with its numbers; the next one replaces it.
package struct PositionUpdated: TransientEvent {
  package static let event = "position.updated"
  package static let version = 1

  package let position: LivePosition

  package init(position: LivePosition) {
    self.position = position
  }
}
