import Model

/// Metadata of one answered request, for the tap. Never the contents.
package struct RequestTrace: TransientEvent {
  package static let event = "rpc"
  package static let version = 1

  package let request: String
  package let caller: String
  package let outcome: String
  package let microseconds: Int64

  package init(request: String, caller: String, outcome: String, microseconds: Int64) {
    self.request = request
    self.caller = caller
    self.outcome = outcome
    self.microseconds = microseconds
  }
}
