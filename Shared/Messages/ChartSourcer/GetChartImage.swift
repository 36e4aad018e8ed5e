import FoundationEssentials
import Model

/// The bytes of a chart.
package struct GetChartImage: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-chart-image"
  package static let version = 1

  package let imageHash: String

  package init(imageHash: String) {
    self.imageHash = imageHash
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: no chart has this hash.
    package let png: Data?

    package init(png: Data? = nil) {
      self.png = png
    }
  }
}
