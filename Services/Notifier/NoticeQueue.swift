import Database
import Messages
import Model

/// Puts what people are told about into their chats' queues, in the transaction of the event. Without Telegram there are no chats.
struct NoticeQueue: Sendable {
  let chats: [Int64]

  static let none = NoticeQueue(chats: [])
  /// Notices of one kind that a chat gets within ``window``. Proposals wait in the same queue and must not drown in a storm of alerts.
  static let most = 60
  static let window = Duration.seconds(600)

  /// - Parameters:
  ///   - cause: what is told once; an event's id.
  ///   - occurredAt: a replay of old events must not fill the phones.
  func add(_ kind: NoticeKind, _ html: String, cause: String, occurredAt: Timestamp, _ transaction: Transaction) throws {
    let level = try levelFor(kind, transaction)
    guard level != .off else { return }
    let left = occurredAt + kind.usefulFor - transaction.now
    let deliveries = DeliveryStorage(transaction: transaction)
    for chat in chats {
      let recent = try deliveries.count(of: kind, in: chat, since: transaction.now - Self.window)
      guard recent < Self.most else {
        let number = transaction.now.nanoseconds.floorDivided(by: Self.window.wholeNanoseconds)
        try deliveries.add(
          .notice, cause: "flood/\(kind.rawValue)/\(number)", to: chat, NoticeText.flood(kind), silent: level == .silent, usefulFor: left)
        continue
      }
      try deliveries.add(.notice, cause: cause, to: chat, html, silent: level == .silent, notice: kind, usefulFor: left)
    }
  }

  /// A proposal's approval message. It is written when it is sent: the chart and the reasons are asked for then.
  func add(_ proposal: TradeProposal, _ transaction: Transaction) throws {
    let level = try levelFor(.tradeProposed, transaction)
    guard level != .off else { return }
    let deliveries = DeliveryStorage(transaction: transaction)
    for chat in chats {
      try deliveries.add(
        .approval, cause: "approval/\(proposal.proposalID)", to: chat, "", silent: level == .silent, proposal: proposal.proposalID,
        usefulFor: proposal.approveBy - transaction.now)
    }
  }

  private func levelFor(_ kind: NoticeKind, _ transaction: Transaction) throws -> NoticeLevel {
    chats.isEmpty ? .off : try NoticeSettingsStorage(transaction: transaction).level(kind)
  }
}
