import Database
import Logging
import Messages
import Model
import ServiceKit
import Telegram

/// Sends what waits in `deliveries`, one message after the other. A message may arrive twice if the sender dies in between, never out of order.
struct TelegramSender: Worker {
  let name = "telegram-sender"
  let database: Database
  let client: TelegramClient
  let composer: ApprovalComposer
  let time: TimeSource
  let logger: Logger

  /// Nothing is asked for a claimed delivery after this many tries within its time; the time itself is the usual end.
  static let longestBackOff = Duration.seconds(30)

  private enum Outcome: Sendable {
    case sent(message: Int64?, content: String?, isPicture: Bool)
    case dropped(String)
  }

  func step() async throws -> WorkerOutcome {
    let (dropped, claimed) = try await database.transaction { transaction in
      let deliveries = DeliveryStorage(transaction: transaction)
      return (try deliveries.dropUseless(), try deliveries.claim())
    }
    if dropped > 0 { logger.warning("messages were dropped unsent: Telegram was not reachable in time", metadata: ["count": "\(dropped)"]) }
    guard let claimed else {
      return .idle(
        until: try await database.transaction { try DeliveryStorage(transaction: $0).nextTry() })
    }
    do {
      let outcome = try await send(claimed)
      try await database.transaction { transaction in
        let deliveries = DeliveryStorage(transaction: transaction)
        switch outcome {
        case .sent(let message, let content, let isPicture):
          try deliveries.sent(claimed.id, message: message, content: content, isPicture: isPicture)
        case .dropped(let reason): try deliveries.dropped(claimed.id, reason)
        }
      }
    } catch let error as TelegramError {
      try await failed(claimed, error)
    }
    return .worked
  }

  private func send(_ delivery: Delivery) async throws -> Outcome {
    switch delivery.kind {
    case .notice, .answer:
      let message = OutgoingMessage(delivery.content, isSilent: delivery.isSilent)
      let sent = try await withPlainFallback(message) { try await client.send($0, to: delivery.chat) }
      return .sent(message: sent.messageID, content: nil, isPicture: false)
    case .approval: return try await sendApproval(delivery)
    case .decision: return try await writeDecision(delivery)
    }
  }

  private func sendApproval(_ delivery: Delivery) async throws -> Outcome {
    guard let proposalID = delivery.proposalID else { return .dropped("it names no proposal") }
    let approval = try await database.transaction { try ApprovalStorage(transaction: $0).find(proposalID)?.approval }
    guard let approval, approval.status == .pending else { return .dropped("it was decided before it could be sent") }
    let content = await composer.compose(approval.proposal)
    let token = try await database.transaction { transaction in
      let buttons = ButtonStorage(transaction: transaction)
      if let known = try buttons.unused(delivery: delivery.id, .ask) { return known.token }
      let token = ApprovalKeyboard.makeToken()
      try buttons.add(token, delivery: delivery.id, proposalID, .ask)
      return token
    }
    let message = OutgoingMessage(content.html, isSilent: delivery.isSilent, keyboard: ApprovalKeyboard.ask(token))
    if let png = content.png {
      do {
        let sent = try await withPlainFallback(message) { try await client.sendPhoto(png, $0, to: delivery.chat) }
        return .sent(message: sent.messageID, content: content.html, isPicture: true)
      } catch let error as TelegramError {
        guard [.badRequest, .tooLarge].contains(error.code) else { throw error }
        logger.warning("the chart was refused, the proposal goes without it", metadata: ["error": "\(error)"])
      }
    }
    let sent = try await withPlainFallback(message) { try await client.send($0, to: delivery.chat) }
    return .sent(message: sent.messageID, content: content.html, isPicture: false)
  }

  /// Writes the decision beneath the question and takes the buttons away.
  private func writeDecision(_ delivery: Delivery) async throws -> Outcome {
    guard let proposalID = delivery.proposalID else { return .dropped("it names no proposal") }
    let question = try await database.transaction { try DeliveryStorage(transaction: $0).approval(of: proposalID, in: delivery.chat) }
    guard let question, question.state == .sent, let message = question.messageID else { return .dropped("its question was never sent") }
    let content = OutgoingMessage(question.content + "\n\n" + delivery.content)
    do {
      _ = try await withPlainFallback(content) { content in
        if question.isPicture {
          try await client.editCaption(of: message, in: delivery.chat, content)
        } else {
          try await client.editText(of: message, in: delivery.chat, content)
        }
      }
    } catch let error as TelegramError {
      guard error.isNotModified else { throw error }
    }
    return .sent(message: message, content: nil, isPicture: false)
  }

  private func withPlainFallback<Result: Sendable>(
    _ message: OutgoingMessage, _ send: (OutgoingMessage) async throws -> Result
  ) async throws -> Result {
    do { return try await send(message) } catch let error as TelegramError {
      guard error.isMarkupRefused else { throw error }
      logger.warning("the markup of a message was refused, it goes as plain text", metadata: ["error": "\(error)"])
      return try await send(message.asPlainText)
    }
  }

  private func failed(_ delivery: Delivery, _ error: TelegramError) async throws {
    let wait: Duration
    switch error.code {
    case .tooManyRequests: wait = (error.retryAfter ?? .seconds(1)) + .milliseconds(500)
    case .unauthorized, .notFound: wait = .seconds(300)
    default: wait = min(.seconds(1) * (1 << min(delivery.tries - 1, 5)), Self.longestBackOff)
    }
    let isLost = !error.isTemporary && ![.unauthorized, .notFound].contains(error.code)
    logger.log(
      level: delivery.tries == 1 ? .warning : .debug, isLost ? "a message cannot be delivered" : "a message waits for Telegram",
      metadata: [
        "delivery.id": "\(delivery.id)", "kind": "\(delivery.kind.rawValue)", "code": "\(error.code.rawValue)", "error": "\(error)",
        "tries": "\(delivery.tries)",
      ])
    try await database.transaction { transaction in
      let deliveries = DeliveryStorage(transaction: transaction)
      if isLost {
        try deliveries.dropped(delivery.id, "\(error.code.rawValue): \(error)")
      } else {
        try deliveries.retry(delivery.id, at: time.now + wait, "\(error.code.rawValue): \(error)")
      }
    }
  }
}
