import Glibc

/// An address of IPv4 or IPv6. An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// 16 in network order; an IPv4 address is the last four.
  package let bytes: [UInt8]

  /// - Returns: nil for anything but an address: no name, no port, no brackets.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    // C would read up to the zero only.
    guard !text.utf8.contains(0) else { return nil }
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = Self.mapped + withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: six) { Array($0) }
    } else {
      return nil
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private static let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]

  package var isIPv4: Bool { bytes.starts(with: Self.mapped) }

  /// The first bits; the others are zero.
  package func prefix(_ bits: Int) -> NetworkAddress {
    NetworkAddress(
      bytes: bytes.enumerated().map { index, byte in
        let kept = min(8, max(0, bits - 8 * index))
        return kept == 0 ? 0 : byte & (0xff << UInt8(8 - kept))
      })
  }

  package var description: String {
    if isIPv4 { return bytes.suffix(4).map { "\($0)" }.joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
