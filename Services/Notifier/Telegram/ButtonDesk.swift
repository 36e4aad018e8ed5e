import Database
import Logging
import Messages
import Model
import Telegram

/// What a tap on a proposal's buttons does. The decision is the same request that every other channel makes.
struct ButtonDesk: Sendable {
  let database: Database
  let desk: ApprovalDesk
  let client: TelegramClient
  let secondTapAbove: Money
  let time: TimeSource
  let logger: Logger

  /// How long a second tap may follow the first.
  static let sureFor = Duration.seconds(30)

  private struct Found: Sendable {
    let button: ButtonStorage.Button
    let question: Delivery
    let approval: Approval
    /// As the person sees it; the stored number may still be on its way.
    let message: Int64
  }

  func tapped(_ callback: CallbackQuery, by person: String, update: Int64) async {
    var toast: String
    do {
      toast = try await act(callback, person, update)
    } catch {
      logger.warning("a tap led to no decision", metadata: ["error": "\(error)"])
      toast = "Nothing is decided: \(error). Tap again, or use the command line."
    }
    do {
      try await client.answer(callback.id, toast, isAlert: toast.hasPrefix("Nothing"))
    } catch {
      // Too late for the app's spinner, or Telegram is gone: the message itself is edited by the sender.
      logger.debug("a tap could not be answered", metadata: ["error": "\(error)"])
    }
  }

  /// - Returns: the sentence that the person sees at once.
  private func act(_ callback: CallbackQuery, _ person: String, _ update: Int64) async throws -> String {
    guard let tap = ButtonTap(callback.data), let found = try await find(tap, callback) else { return "This button is not valid any more." }
    let approval = found.approval
    guard approval.status == .pending || found.button.usedBy == update else { return Self.ended(approval) }
    switch (tap.action, found.button.step) {
    case (.reject, .ask): return try await decide(found, false, person, update)
    case (.approve, .ask):
      guard approval.proposal.notional > secondTapAbove else { return try await decide(found, true, person, update) }
      return try await askAgain(found, person)
    case (.sure, .sure), (.back, .sure):
      guard found.button.person == person else {
        return "Only \(found.button.person ?? "the other") can answer this; use your own message."
      }
      if tap.action == .back || time.now - found.button.createdAt > Self.sureFor {
        try await showQuestion(found)
        return tap.action == .back ? "Back to the question." : "That took too long: decide once more."
      }
      return try await decide(found, true, person, update)
    default: return "This button is not valid any more."
    }
  }

  /// nil unless the token exists and was shown in this very chat.
  private func find(_ tap: ButtonTap, _ callback: CallbackQuery) async throws -> Found? {
    try await database.transaction { transaction in
      guard let message = callback.message, let button = try ButtonStorage(transaction: transaction).find(tap.token),
        let question = try DeliveryStorage(transaction: transaction).find(button.delivery), question.chat == message.chat.id,
        let approval = try ApprovalStorage(transaction: transaction).find(button.proposalID)?.approval
      else { return nil }
      return Found(button: button, question: question, approval: approval, message: message.messageID)
    }
  }

  private func decide(_ found: Found, _ approve: Bool, _ person: String, _ update: Int64) async throws -> String {
    let token = found.button.token
    guard try await database.transaction({ try ButtonStorage(transaction: $0).take(token, update: update) }) else {
      return "This button was used already."
    }
    do {
      let reply = try await desk.decide(
        DecideProposal(proposalID: found.button.proposalID, approve: approve, channel: .telegram, decidedBy: person))
      if reply.status == .pending { try await release(token, update) }
      if !reply.accepted { return reply.status == .pending ? "Nothing is decided: \(reply.message)" : Self.sentence(reply.message) }
      switch reply.status {
      case .confirmed: return "Approved. The order follows."
      case .rejected: return approve ? "Not traded: \(reply.message)" : "Rejected."
      default: return Self.sentence(reply.message)
      }
    } catch {
      try await release(token, update)
      throw error
    }
  }

  private func release(_ token: String, _ update: Int64) async throws {
    try await database.transaction { try ButtonStorage(transaction: $0).release(token, update: update) }
  }

  /// Asks the same person once more: above the limit one slip of a finger must not trade.
  private func askAgain(_ found: Found, _ person: String) async throws -> String {
    let token = ApprovalKeyboard.makeToken()
    try await database.transaction { transaction in
      try ButtonStorage(transaction: transaction).add(
        token, delivery: found.question.id, found.button.proposalID, .sure, person: person)
    }
    try await show(ApprovalKeyboard.sure(token, found.approval.proposal.notional), found)
    return "Above \(Figures.money(secondTapAbove)) USDT: tap again within \(Int(Self.sureFor.inSeconds)) s."
  }

  private func showQuestion(_ found: Found) async throws {
    let token = try await database.transaction { transaction in
      let buttons = ButtonStorage(transaction: transaction)
      if let known = try buttons.unused(delivery: found.question.id, .ask) { return known.token }
      let token = ApprovalKeyboard.makeToken()
      try buttons.add(token, delivery: found.question.id, found.button.proposalID, .ask)
      return token
    }
    try await show(ApprovalKeyboard.ask(token), found)
  }

  private func show(_ keyboard: InlineKeyboard, _ found: Found) async throws {
    do {
      try await client.editKeyboard(of: found.message, in: found.question.chat, keyboard)
    } catch {
      guard error.isNotModified else { throw error }
    }
  }

  private static func ended(_ approval: Approval) -> String {
    let who = approval.decidedBy.map { " by \($0)" } ?? ""
    return "Already \(approval.status.rawValue)\(who)."
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
}
