import Database
import Logging
import Messages
import Model
import ServiceKit

/// Records that a service needs a person, says so in the log, and tells people.
struct ServiceAlertHandler: ServiceEventHandler {
  let logger: Logger
  var queue = NoticeQueue.none

  /// For every service, this one too: its own events come back to it over the bus like any other's. An own alert that cannot be handled is
  /// parked, and the alert about that is of the same key and waits behind it.
  static func ofAll(_ logger: Logger, _ queue: NoticeQueue) -> [AnyEventHandler] {
    ServiceName.pipeline.map { AnyEventHandler(ServiceAlertHandler(logger: logger, queue: queue), of: $0) }
  }

  func handle(_ event: ServiceAlert, _ context: EventContext, _ transaction: Transaction) throws {
    let envelope = context.envelope
    try AlertStorage(transaction: transaction).add(AlertNote(event), envelope)
    try queue.add(
      .serviceAlert, NoticeText.html(event, of: envelope.topic.producer), cause: "event/\(envelope.id)", occurredAt: envelope.occurredAt,
      transaction)
    logger.error(
      "a service needs a person",
      metadata: [
        "service": "\(envelope.topic.producer.rawValue)", "code": "\(event.code.rawValue)", "reason": "\(event.message)",
        "correlation.id": "\(envelope.correlationID)",
      ])
  }
}
