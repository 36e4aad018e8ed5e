/// Limits of one WebSocket connection.
package struct WebSocketConfiguration: Sendable {
  /// For name, TCP, TLS and upgrade together.
  package var connectTimeout: Duration
  /// Bytes of one message.
  package var maximumMessageSize: Int
  /// Texts that wait for their reader.
  package var maximumWaiting: Int
  /// Plain ws to hosts of private networks. Loopback is always allowed, public hosts never.
  package var allowsPlain: Bool
  /// A file of certificate authorities (PEM) that are trusted instead of the system's.
  package var authorities: String?
  /// Sent with the upgrade, such as `Authorization`. Names and values without line breaks.
  package var headers: [(name: String, value: String)] = []

  package init(
    connectTimeout: Duration = .seconds(10), maximumMessageSize: Int = 4 << 20, maximumWaiting: Int = 4096, allowsPlain: Bool = false,
    authorities: String? = nil
  ) {
    self.connectTimeout = connectTimeout
    self.maximumMessageSize = maximumMessageSize
    self.maximumWaiting = maximumWaiting
    self.allowsPlain = allowsPlain
    self.authorities = authorities
  }
}
