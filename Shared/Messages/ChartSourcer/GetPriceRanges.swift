import Model

/// The lowest and the highest price of each span, from candles that chart-sourcer has stored.
package struct GetPriceRanges: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-price-ranges"
  package static let version = 1
  package static let maximumCount = 200

  /// At most 200.
  package let spans: [PriceSpan]

  package init(spans: [PriceSpan]) {
    self.spans = spans
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// One for each span, in their order.
    package let ranges: [PriceRange]

    package init(ranges: [PriceRange]) {
      self.ranges = ranges
    }
  }
}
