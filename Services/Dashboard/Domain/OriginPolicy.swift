/// Which pages' requests are taken. It stops other sites' posts and sockets, and names that were pointed at this machine (DNS rebinding).
package struct OriginPolicy: Sendable, Equatable {
  private let origins: Set<String>
  private let hosts: Set<String>

  /// - Parameters:
  ///   - port: where the pages are served.
  ///   - host: the address that is bound.
  ///   - further: configured origins, such as that of a proxy with TLS.
  package init(host: String, port: Int, further: [String]) {
    // An address that stands for all of the machine's is not one that anybody calls.
    let bound = ["0.0.0.0", "::"].contains(host) ? [] : [Self.bracketed(host)]
    let known = (["127.0.0.1", "localhost", "[::1]"] + bound).map { "http://\($0):\(port)" } + further
    let names = known.flatMap(Self.names)
    hosts = Set(names.map(\.host))
    origins = Set(names.map(\.origin))
  }

  /// As an address stands in a URL.
  package static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// Whether the request names this server by a name it is known under.
  package func allows(host: String?) -> Bool { host.map { hosts.contains($0.lowercased()) } ?? false }

  /// Whether a request that changes something, or a socket, comes from one of our pages. Programs with a token send no origin.
  package func allows(origin: String?) -> Bool { origin.map { origins.contains($0.lowercased()) } ?? false }

  /// Without TLS on a name of the loopback address: such requests never leave the machine.
  package static func isOwnMachine(_ origin: String) -> Bool {
    let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0] == "http:" else { return false }
    return ["127.0.0.1", "localhost", "[::1]"].contains { parts[1] == $0 || parts[1].hasPrefix("\($0):") }
  }

  /// How a browser names an origin. Its scheme's own port it leaves out; programs may say it.
  private static func names(of origin: String) -> [(host: String, origin: String)] {
    let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count >= 2 else { return [] }
    let (scheme, host) = (parts[0], parts[1])
    let standard = scheme == "https:" ? ":443" : ":80"
    let hasPort = (host.lastIndex(of: "]").map { host[$0...] } ?? host).contains(":")
    let hosts = host.hasSuffix(standard) ? [host, host.dropLast(standard.count)] : hasPort ? [host] : [host, host + standard]
    return hosts.map { (String($0), "\(scheme)//\($0)") }
  }
}
