/// The proxies whose word about where a request comes from is believed. Anybody can write `X-Forwarded-For`; a proxy appends the address that it
/// was called from, so what stands on the right of the first untrusted address was written by trusted ones, and nothing else counts.
package struct TrustedProxies: Sendable, Equatable {
  private struct Network: Sendable, Equatable {
    let base: NetworkAddress
    /// Of the 128 bits of an IPv6 address.
    let bits: Int

    /// An address, or a network such as `10.0.0.0/8` or `2001:db8::/32`.
    init?(_ text: String) {
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard let base = parts.first.flatMap({ NetworkAddress($0) }) else { return nil }
      let width = base.isIPv4 ? 32 : 128
      guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
      bits = 128 - width + length
      self.base = base.prefix(bits)
    }

    func contains(_ address: NetworkAddress) -> Bool { address.prefix(bits) == base }
  }

  private let networks: [Network]

  package static let none = TrustedProxies(networks: [])

  private init(networks: [Network]) { self.networks = networks }

  /// What is no address and no network.
  package struct Unreadable: Error, Equatable {
    package let text: String
  }

  /// - Parameter list: addresses and networks, separated by commas.
  package init(_ list: String) throws(Unreadable) {
    var networks: [Network] = []
    for part in list.split(separator: ",") {
      let text = String(Self.trimmed(part))
      guard let network = Network(text) else { throw Unreadable(text: text) }
      networks.append(network)
    }
    self.networks = networks
  }

  package var isEmpty: Bool { networks.isEmpty }

  private func contains(_ address: NetworkAddress) -> Bool { networks.contains { $0.contains(address) } }

  /// Where a request comes from: the last address that is not a trusted proxy's. What cannot be read ends the search: it was not written by
  /// a proxy that says the truth.
  /// - Parameters:
  ///   - remote: the address of the connection's other end.
  ///   - forwarded: the header `X-Forwarded-For`, several of them joined by commas.
  package func client(remote: String, forwarded: String?) -> String {
    guard var last = NetworkAddress(remote) else { return remote }
    for part in (forwarded ?? "").split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard contains(last), let before = Self.address(part) else { break }
      last = before
    }
    return last.description
  }

  /// Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static func address(_ part: Substring) -> NetworkAddress? {
    let text = trimmed(part)
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return NetworkAddress(text[text.index(after: text.startIndex)..<end]) }
    if let colon = text.firstIndex(of: ":"), text.contains("."), !text[text.index(after: colon)...].contains(":") {
      return NetworkAddress(text[..<colon])
    }
    return NetworkAddress(text)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " || $0 == "\t" }
    return start.prefix(start.lastIndex { $0 != " " && $0 != "\t" }.map { start.distance(from: start.startIndex, to: $0) + 1 } ?? 0)
  }
}
