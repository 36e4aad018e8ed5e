/// This process does not lead its service for as long as it would have to.
package struct LeadershipError: Error, Sendable, Equatable, CustomStringConvertible {
  package let remaining: Duration
  package let required: Duration

  package var description: String { "the lease has \(remaining) left, \(required) are needed: another replica may lead by then" }
}
