import CCurl

/// The scheme, host and port of a URL, read by libcurl's own parser: a check made with another parser could be passed by a URL that
/// libcurl then sends elsewhere.
package struct HTTPAddress: Sendable, Equatable {
  /// Lower case: `http`, `https`, `ws` or `wss`.
  package let scheme: String
  /// Lower case, without brackets and without a final dot.
  package let host: String
  package let port: Int?

  /// - Throws: ``HTTPError`` `invalidRequest` for anything but an absolute URL without user name and password.
  package init(_ url: String) throws(HTTPError) {
    guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), let handle = curl_url() else {
      throw HTTPError(.invalidRequest, .notSent, "the URL has spaces or control characters")
    }
    defer { curl_url_cleanup(handle) }
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
    guard curl_url_set(handle, CURLUPART_URL, url, flags) == CURLUE_OK,
      let scheme = Self.part(handle, CURLUPART_SCHEME)?.lowercased(), ["http", "https", "ws", "wss"].contains(scheme),
      var host = Self.part(handle, CURLUPART_HOST)?.lowercased()
    else { throw HTTPError(.invalidRequest, .notSent, "not an absolute http, https, ws or wss URL") }
    guard Self.part(handle, CURLUPART_USER) == nil, Self.part(handle, CURLUPART_PASSWORD) == nil else {
      throw HTTPError(.invalidRequest, .notSent, "the URL carries a user name or password")
    }
    host.removeAll { $0 == "[" || $0 == "]" }
    if host.hasSuffix(".") { host.removeLast() }
    guard !host.isEmpty else { throw HTTPError(.invalidRequest, .notSent, "the URL has no host") }
    self.scheme = scheme
    self.host = host
    self.port = Self.part(handle, CURLUPART_PORT).flatMap { Int($0) }
  }

  /// `nil` for an absent part. `CURLUcode` other than "no such part" cannot occur after a successful parse.
  private static func part(_ handle: OpaquePointer, _ which: CURLUPart) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, which, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  package var isPlain: Bool { scheme == "http" || scheme == "ws" }
  package var isLoopback: Bool { host == "localhost" || host == "::1" || octets?.first == 127 }

  /// Addresses and names that no public network routes: RFC 1918, IPv6 unique local, and names that only a container network, a cluster
  /// or a local resolver answers.
  package var isPrivate: Bool {
    if isLoopback { return true }
    if let octets {
      return octets[0] == 10 || (octets[0] == 172 && (16...31).contains(octets[1])) || (octets[0] == 192 && octets[1] == 168)
    }
    if host.contains(":") { return host.hasPrefix("fc") || host.hasPrefix("fd") }
    return !host.contains(".") || [".internal", ".local", ".svc"].contains { host.hasSuffix($0) }
  }

  private var octets: [Int]? {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let numbers = parts.compactMap { part in part.utf8.allSatisfy { (48...57).contains($0) } ? UInt8(part).map { Int($0) } : nil }
    return numbers.count == 4 ? numbers : nil
  }
}
