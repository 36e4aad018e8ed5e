import Model

/// The entry gate: the executor's last question before its intent. Asking again for the same proposal gives the same answer.
package struct AuthorizeEntry: AddressedRequest {
  package static let service = ServiceName.riskManager
  package static let name = "authorize-entry"
  package static let version = 1

  package let proposalID: ProposalID
  package let symbol: Symbol

  package init(proposalID: ProposalID, symbol: Symbol) {
    self.proposalID = proposalID
    self.symbol = symbol
  }

  /// `authorized` commits the slot; from then on only the trade's end frees it.
  package enum Reply: Codable, Sendable, Equatable {
    case authorized
    case refused(reason: String, message: String)

    private enum Key: String, CodingKey {
      case outcome, reason, message
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      switch try container.decode(String.self, forKey: .outcome) {
      case "authorized": self = .authorized
      case "refused":
        self = .refused(
          reason: try container.decode(String.self, forKey: .reason), message: try container.decode(String.self, forKey: .message))
      case let other:
        throw DecodingError.dataCorruptedError(forKey: .outcome, in: container, debugDescription: "'\(other)' is not an outcome")
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      switch self {
      case .authorized: try container.encode("authorized", forKey: .outcome)
      case .refused(let reason, let message):
        try container.encode("refused", forKey: .outcome)
        try container.encode(reason, forKey: .reason)
        try container.encode(message, forKey: .message)
      }
    }
  }
}
