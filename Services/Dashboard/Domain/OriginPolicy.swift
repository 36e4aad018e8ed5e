/// Which pages' requests are taken. It stops other sites' posts and sockets, and names that were pointed at this machine (DNS rebinding).
package struct OriginPolicy: Sendable, Equatable {
  private let origins: Set<String>
  private let hosts: Set<String>

  /// - Parameters:
  ///   - port: where the pages are served.
  ///   - host: the address that is bound.
  ///   - further: configured origins, such as that of a proxy with TLS.
  package init(host: String, port: Int, further: [String]) {
    let own = Set(["127.0.0.1", "localhost", "[::1]", host].filter { $0 != "0.0.0.0" && $0 != "::" }.map { "\($0):\(port)" })
    hosts = own.union(further.map(Self.host))
    origins = Set(own.map { "http://\($0)" }).union(further.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
  }

  /// Whether the request names this server by a name it is known under.
  package func allows(host: String?) -> Bool { host.map { hosts.contains($0.lowercased()) } ?? false }

  /// Whether a request that changes something, or a socket, comes from one of our pages. Programs with a token send no origin.
  package func allows(origin: String?) -> Bool { origin.map { origins.contains($0.lowercased()) } ?? false }

  private static func host(_ origin: String) -> String {
    let rest = origin.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
    return rest.map { $0.lowercased() } ?? origin.lowercased()
  }
}
