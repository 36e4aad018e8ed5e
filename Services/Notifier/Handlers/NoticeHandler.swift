import Database
import Messages
import ServiceKit

/// Tells people about one kind of event, and keeps it if it is an alert.
struct NoticeHandler<Handled: Event>: EventHandler {
  let kind: NoticeKind
  let queue: NoticeQueue
  let text: @Sendable (Handled) -> String
  /// What is kept of it; nil: nothing.
  let note: (@Sendable (Handled) -> AlertNote)?

  init(
    _ kind: NoticeKind, _ queue: NoticeQueue, note: (@Sendable (Handled) -> AlertNote)? = nil,
    _ text: @escaping @Sendable (Handled) -> String
  ) {
    self.kind = kind
    self.queue = queue
    self.note = note
    self.text = text
  }

  func handle(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws {
    if let note { try AlertStorage(transaction: transaction).add(note(event), context.envelope) }
    try queue.add(
      kind, text(event), cause: "event/\(context.envelope.id)", occurredAt: context.envelope.occurredAt, transaction)
  }
}

extension NoticeQueue {
  /// Of the alerts, which are kept whether there are chats or not.
  var alertHandlers: [any EventHandler] {
    [
      NoticeHandler<TradingResumed>(.tradingResumed, self, note: { AlertNote($0) }) { NoticeText.html($0) },
      NoticeHandler<PositionAlert>(.positionAlert, self, note: { AlertNote($0) }) { NoticeText.html($0) },
      NoticeHandler<TradeUnprotected>(.tradeUnprotected, self, note: { AlertNote($0) }) { NoticeText.html($0) },
    ]
  }

  /// A handler for each kind of event that only informs.
  var handlers: [any EventHandler] {
    alertHandlers + [
      NoticeHandler<TradeOpened>(.tradeOpened, self) { NoticeText.html($0) },
      NoticeHandler<TradeClosed>(.tradeClosed, self) { NoticeText.html($0) },
      NoticeHandler<TradeFailed>(.tradeFailed, self) { NoticeText.html($0) },
      NoticeHandler<TradeDeclined>(.tradeDeclined, self) { NoticeText.html($0) },
      NoticeHandler<AnalysisFailed>(.analysisFailed, self) { NoticeText.html($0) },
      NoticeHandler<CycleSkipped>(.cycleSkipped, self) { NoticeText.html($0) },
    ]
  }
}
