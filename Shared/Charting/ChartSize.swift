/// In pixels.
package struct ChartSize: Hashable, Codable, Sendable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  package static let standard = ChartSize(width: 1280, height: 800)
}
