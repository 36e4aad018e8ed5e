/// Why there is no chart.
package struct ChartingError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Codable, Sendable, CaseIterable {
    case noCandles
    case malformedCandle
    case unsupportedSize
    /// The graphics library failed; the message holds its status.
    case drawingFailed
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
