import Model

/// The exchange's trading rules for symbols; unknown ones are left out.
package struct GetInstruments: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-instruments"
  package static let version = 1

  package let symbols: [Symbol]

  package init(symbols: [Symbol]) {
    self.symbols = symbols
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let instruments: [Instrument]

    package init(instruments: [Instrument]) {
      self.instruments = instruments
    }
  }
}
