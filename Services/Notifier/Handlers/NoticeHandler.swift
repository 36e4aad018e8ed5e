import Database
import Messages
import ServiceKit

/// Tells people about one kind of event.
struct NoticeHandler<Handled: Event>: EventHandler {
  let kind: NoticeKind
  let queue: NoticeQueue
  let text: @Sendable (Handled) -> String

  init(_ kind: NoticeKind, _ queue: NoticeQueue, _ text: @escaping @Sendable (Handled) -> String) {
    self.kind = kind
    self.queue = queue
    self.text = text
  }

  func handle(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws {
    try queue.add(
      kind, text(event), cause: "event/\(context.envelope.id)", occurredAt: context.envelope.occurredAt, transaction)
  }
}

extension NoticeQueue {
  /// A handler for each kind of event that only informs.
  var handlers: [any EventHandler] {
    [
      NoticeHandler<TradeOpened>(.tradeOpened, self) { NoticeText.html($0) },
      NoticeHandler<TradeClosed>(.tradeClosed, self) { NoticeText.html($0) },
      NoticeHandler<TradeFailed>(.tradeFailed, self) { NoticeText.html($0) },
      NoticeHandler<TradeDeclined>(.tradeDeclined, self) { NoticeText.html($0) },
      NoticeHandler<TradingResumed>(.tradingResumed, self) { NoticeText.html($0) },
      NoticeHandler<PositionAlert>(.positionAlert, self) { NoticeText.html($0) },
      NoticeHandler<TradeUnprotected>(.tradeUnprotected, self) { NoticeText.html($0) },
      NoticeHandler<AnalysisFailed>(.analysisFailed, self) { NoticeText.html($0) },
      NoticeHandler<CycleSkipped>(.cycleSkipped, self) { NoticeText.html($0) },
    ]
  }
}
