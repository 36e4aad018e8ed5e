/// Why a stream's connection is given up or gone.
package enum StreamEnd: Error, Sendable, Equatable, CustomStringConvertible {
  /// Key, signature or expiry was refused: trying again soon does not help.
  case authenticationRefused(String)
  case subscriptionRefused(String)
  /// No message for too long.
  case silent
  /// Authentication or subscription was not answered.
  case unanswered(String)
  case malformed(String)
  /// The connection could not be made or broke.
  case disconnected(String)

  package var description: String {
    switch self {
    case .authenticationRefused(let message): "authentication refused: \(message)"
    case .subscriptionRefused(let message): "subscription refused: \(message)"
    case .silent: "silent"
    case .unanswered(let operation): "no answer to \(operation)"
    case .malformed(let message): "unreadable: \(message)"
    case .disconnected(let message): "disconnected: \(message)"
    }
  }
}
