import Database
import Logging
import Messages
import Model
import ServiceKit

/// Records that a service needs a person, and says so in the log.
struct ServiceAlertHandler: ServiceEventHandler {
  let logger: Logger

  /// For every service but this one, which logs its own when it raises them.
  static func ofOthers(_ logger: Logger) -> [AnyEventHandler] {
    ServiceName.pipeline.filter { $0 != .notifier }.map { AnyEventHandler(ServiceAlertHandler(logger: logger), of: $0) }
  }

  func handle(_ event: ServiceAlert, _ context: EventContext, _ transaction: Transaction) throws {
    let envelope = context.envelope
    try transaction.execute(
      """
      INSERT INTO alerts (event_id, service, code, producer, message, correlation_id, occurred_at)
      VALUES ($1::uuid, $2, $3, $4, $5, $6::uuid, $7::timestamptz)
      """, envelope.id, envelope.topic.producer, event.code.rawValue, event.producer, event.message, envelope.correlationID,
      envelope.occurredAt)
    logger.error(
      "a service needs a person",
      metadata: [
        "service": "\(envelope.topic.producer.rawValue)", "code": "\(event.code.rawValue)", "reason": "\(event.message)",
        "correlation.id": "\(envelope.correlationID)",
      ])
  }
}
