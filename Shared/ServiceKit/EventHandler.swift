import Database
import Messages
import Model

/// What a handler knows about the event besides its payload.
package struct EventContext: Sendable {
  package let envelope: Envelope

  /// For what the handler publishes.
  package var cause: Cause { Cause(correlationID: envelope.correlationID, causationID: envelope.id) }

  package init(_ envelope: Envelope) { self.envelope = envelope }
}

/// Handles one kind of event inside the transaction that also moves the inbox. It is synchronous: it cannot call outside.
package protocol EventHandler<Handled>: Sendable {
  associatedtype Handled: Event
  func handle(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws
  /// The event's `actBefore` has passed: record and publish the outcome *expired*. Called instead of `handle`.
  func expire(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws
}

extension EventHandler {
  /// Events that only report are handled however late they are.
  package func expire(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws {
    try handle(event, context, transaction)
  }
}

/// Handles a fact that every service may publish, in the same way as an ``EventHandler``; such facts only report and never expire.
package protocol ServiceEventHandler<Handled>: Sendable {
  associatedtype Handled: ServiceEvent
  func handle(_ event: Handled, _ context: EventContext, _ transaction: Transaction) throws
}

/// A handler with its event's type erased.
package struct AnyEventHandler: Sendable {
  let topic: Topic
  /// - Returns: how the event was handled.
  package let handle: @Sendable (EncodedEvent, Transaction) throws -> Inbox.Outcome
  let key: @Sendable (EncodedEvent) throws -> String

  package init<Handler: EventHandler>(_ handler: Handler) {
    topic = Handler.Handled.topic
    key = { try $0.decode(Handler.Handled.self).key }
    handle = { encoded, transaction in
      let event = try encoded.decode(Handler.Handled.self)
      let context = EventContext(encoded.envelope)
      if let actBefore = encoded.envelope.actBefore, actBefore <= transaction.now {
        try handler.expire(event, context, transaction)
        return .expired
      }
      try handler.handle(event, context, transaction)
      return .handled
    }
  }

  package init<Handler: ServiceEventHandler>(_ handler: Handler, of producer: ServiceName) {
    topic = Topic(producer, Handler.Handled.event)
    key = { try $0.decode(Handler.Handled.self).key }
    handle = { encoded, transaction in
      try handler.handle(try encoded.decode(Handler.Handled.self), EventContext(encoded.envelope), transaction)
      return .handled
    }
  }
}
