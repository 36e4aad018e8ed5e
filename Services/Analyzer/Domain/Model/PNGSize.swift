/// Width and height from a PNG's header.
package struct PNGSize: Equatable, Sendable {
  package let width: Int
  package let height: Int

  /// nil when the bytes are no PNG.
  package init?(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(24))
    guard head.count == 24, head.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] else { return nil }
    func number(_ offset: Int) -> Int { head[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    (width, height) = (number(16), number(20))
    guard (1...20_000).contains(width), (1...20_000).contains(height) else { return nil }
  }
}
