/// A host and a port to listen on; port 0 lets the system choose.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  package let host: String
  package let port: Int

  /// Parses `HOST:PORT`.
  package init?(_ text: String) {
    guard let separator = text.lastIndex(of: ":"), let port = Int(text[text.index(after: separator)...]), (0...65_535).contains(port) else {
      return nil
    }
    let host = text[..<separator].filter { $0 != "[" && $0 != "]" }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = port
  }

  package var isLoopback: Bool {
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return host == "localhost" || host == "::1" || (numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil))
  }

  package var description: String { "\(host):\(port)" }
}
