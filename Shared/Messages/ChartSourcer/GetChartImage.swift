import FoundationEssentials
import Model

/// The bytes of a chart.
package struct GetChartImage: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-chart-image"
  package static let version = 1

  package let imageHash: String
  /// Scaled to so many pixels, for lists; nil, or not less than the chart's own: the very bytes of the hash.
  package let width: Int?

  package init(imageHash: String, width: Int? = nil) {
    self.imageHash = imageHash
    self.width = width
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: no chart has this hash.
    package let png: Data?

    package init(png: Data? = nil) {
      self.png = png
    }
  }
}
