/// A place in a service where a test may have its process die.
package struct KillPoint: Sendable, Hashable {
  /// The part of the arming file's name after the service's.
  package let name: String

  private init(_ name: String) { self.name = name }

  /// An event's effects are written, the inbox has moved, nothing is committed.
  package static let handlerBeforeCommit = Self("handler.before-commit")
  /// An event is handled and committed; the relay and the workers do not know yet.
  package static let handlerAfterCommit = Self("handler.after-commit")
  /// A worker or a request has written events, with their numbers; nothing is committed.
  package static let eventsBeforeCommit = Self("events.before-commit")
  /// Events are committed and not published.
  package static let eventsAfterCommit = Self("events.after-commit")
  /// Events are published, and nothing was done after that.
  package static let eventsAfterPublish = Self("events.after-publish")
  /// The intent is committed as on its way, and the order was not sent to the exchange.
  package static let orderBeforeSend = Self("order.before-send")
  /// The exchange has acknowledged the order, and that is not committed.
  package static let orderAfterSend = Self("order.after-send")
  /// An analysis is claimed, and the model was not called.
  package static let modelBeforeCall = Self("model.before-call")
  /// The model has answered, and that is not committed.
  package static let modelAfterCall = Self("model.after-call")

  /// A request is carried out and its reply was not sent.
  package static func requestBeforeReply(_ request: String) -> Self { Self("request.before-reply.\(request)") }
}
