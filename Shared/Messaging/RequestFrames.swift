import FoundationEssentials
import Messages
import Model

/// The header frame of a request. It carries the deadline, so that a service does not work for a caller that has left.
package struct RequestHeader: Codable, Sendable, Equatable {
  package let name: String
  package let version: Int
  package let caller: String
  package let deadline: Timestamp

  package init(name: String, version: Int, caller: String, deadline: Timestamp) {
    self.name = name
    self.version = version
    self.caller = caller
    self.deadline = deadline
  }
}

/// The header frame of a reply.
package struct ReplyHeader: Codable, Sendable, Equatable {
  package enum Status: String, Codable, Sendable {
    case ok, notLeader, unsupported, failed
  }

  package let status: Status
  /// Why, when the status is not `ok`.
  package let message: String?

  package init(_ status: Status, message: String? = nil) {
    self.status = status
    self.message = message
  }
}

/// A request as it arrived, with what the reply needs to find its way back.
package struct IncomingRequest: Sendable {
  let route: [Data]
  package let header: RequestHeader
  package let payload: Data
}
