/// The CURVE keys of one process (DESIGN §4). Never logged: its description shows nothing.
package struct BusKeys: Sendable, Equatable, CustomStringConvertible {
  /// The installation's server key, which the forwarder and every request port prove to have.
  package let server: CurveKeyPair
  /// This process's own key, which it shows to them.
  package let client: CurveKeyPair
  /// The public keys that may connect.
  package let allowed: Set<String>

  package init(server: CurveKeyPair, client: CurveKeyPair, allowed: Set<String>) {
    self.server = server
    self.client = client
    self.allowed = allowed
  }

  package var description: String { "keys of one process" }
}
