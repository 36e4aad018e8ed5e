import FoundationEssentials
import Messages
import Messaging
import Model

/// Where the image of a chart comes from.
protocol ImageSource: Sendable {
  /// nil when there is none.
  func png(_ chart: ChartCaptured) async throws -> Data?
}

/// Asks chart-sourcer, which keeps images by their hash.
struct BusImageSource: ImageSource {
  let bus: Bus

  func png(_ chart: ChartCaptured) async throws -> Data? {
    try await bus.ask(GetChartImage(imageHash: chart.imageHash), within: .seconds(2)).png
  }
}
