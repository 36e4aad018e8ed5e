import Database
import Model

/// A message that people get, or have got.
struct Delivery: Sendable, Equatable {
  enum Kind: String, Sendable, DatabaseValue {
    /// Something has happened.
    case notice
    /// A proposal with its buttons.
    case approval
    /// Writes what was decided into the approval's message.
    case decision
    /// Of a command.
    case answer
  }

  enum State: String, Sendable, DatabaseValue {
    case waiting, sent, dropped
  }

  let id: Int64
  let kind: Kind
  let chat: Int64
  let proposalID: ProposalID?
  /// HTML. Of an approval: what was shown, from when it was sent.
  let content: String
  let isSilent: Bool
  let state: State
  let messageID: Int64?
  let isPicture: Bool
  let tries: Int
}
