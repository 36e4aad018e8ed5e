/// Limits of one client.
package struct HTTPClientConfiguration: Sendable {
  /// Bytes of one reply's body.
  package var maximumResponseSize: Int
  /// Plain http to hosts of private networks. Loopback is always allowed, public hosts never.
  package var allowsPlainHTTP: Bool
  /// Transfers under way or waiting; one more is refused as `busy`.
  package var maximumTransfers: Int
  /// A file of certificate authorities (PEM) that are trusted instead of the system's.
  package var authorities: String?

  package init(maximumResponseSize: Int = 16 << 20, allowsPlainHTTP: Bool = false, maximumTransfers: Int = 256, authorities: String? = nil)
  {
    self.maximumResponseSize = maximumResponseSize
    self.allowsPlainHTTP = allowsPlainHTTP
    self.maximumTransfers = maximumTransfers
    self.authorities = authorities
  }
}
