/// When a stream speaks and when it is taken for dead.
package struct StreamTiming: Sendable, Equatable {
  /// The exchange asks for one ping every 20 s.
  package var ping = Duration.seconds(20)
  /// Without any message for this long the connection is given up: the answer to a ping is overdue by ten seconds.
  package var silence = Duration.seconds(30)
  /// For authentication, and again for the subscription.
  package var answer = Duration.seconds(10)

  package init() {}
}
