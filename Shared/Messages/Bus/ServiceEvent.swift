/// A fact that every service may publish, numbered by its own outbox and never lost, as an ``Event`` is.
package protocol ServiceEvent: Message {
  static var event: String { get }
  var key: String { get }
}
