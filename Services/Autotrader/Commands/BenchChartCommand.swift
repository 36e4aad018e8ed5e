import ArgumentParser
import Charting
import FoundationEssentials
import Instance
import Model

/// `autotrader bench chart`.
struct BenchChartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Draws charts with the live renderer and measures each: 200 candles, volume, EMA20/50, RSI, 1280 × 800.",
    discussion: """
      Each chart shows other candles, as in trading. PNG sizes are of the largest.

      Examples:
        autotrader bench chart
        autotrader bench chart --charts 500 --json
        autotrader bench chart --picture chart.png --theme light --inset --overlay
      """)

  @Option(help: "Charts to draw, 1 to 10000.")
  var charts = 200
  @Option(help: "dark or light.")
  var theme = ChartTheme.dark
  @Flag(help: "With the higher timeframe's inset.")
  var inset = false
  @Flag(help: "With entry, stop and target drawn in.")
  var overlay = false
  @Option(help: "Write the last chart to this file (PNG).")
  var picture: String?
  @Flag(help: "One JSON object.")
  var json = false

  func validate() throws {
    guard (1...10_000).contains(charts) else { throw ValidationError("--charts must be from 1 to 10000") }
  }

  func run() async throws {
    let bench = ChartBench(theme: theme, hasInset: inset, hasOverlay: overlay)
    let (result, png) = try bench.run(charts)
    if let picture {
      do {
        try Data(png).write(to: URL(filePath: picture))
      } catch {
        throw CommandFailure(.failed, "\(picture) cannot be written: \(error.systemReason)")
      }
    }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(result) }
    terminal.line(
      "\(result.charts) charts: p50 \(result.millisecondsP50) ms, p99 \(result.millisecondsP99) ms, at most \(result.pngBytes) bytes of PNG"
    )
  }
}

extension ChartTheme: ExpressibleByArgument {}
