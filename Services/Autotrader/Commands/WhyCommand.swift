import ArgumentParser
import FoundationEssentials
import Instance
import Messages
import Messaging
import Model

/// `autotrader why`.
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explains a cycle, a proposal, a trade or an analysis: every decision with its numbers, also why not.",
    discussion: """
      Examples:
        autotrader why 6f72cfbb-5a54-4ac8-9051-19a642447db2
        autotrader why 3c3f3d32-52f0-498d-bdd4-728459ed6cdb --symbol ETHUSDT --chart eth.png
        autotrader why latest --symbol ETHUSDT --chart eth.png --levels
        autotrader why latest --json

      Exit codes: 0 told, 1 nothing has this id, or the symbol is not in the cycle; 2 not running or not reachable.
      """)

  @Argument(help: "The id of a cycle, proposal, trade or analysis; or latest, for the latest cycle.")
  var id: String
  @Option(help: "Only this symbol of a cycle, such as BTCUSDT.")
  var symbol: Symbol?
  @Option(help: "Write the chart that was analysed to this file (PNG); needs one symbol.")
  var chart: String?
  @Flag(help: "Draw that chart anew, with the analysis's entry, stop and target over the candles.")
  var levels = false
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if levels, chart == nil { throw ValidationError("--levels needs --chart and a file's name") }
    if id != "latest" && UUID(uuidString: id) == nil { throw ValidationError("'\(id)' is not an id") }
  }

  private struct Refusal: Encodable {
    let found = false
    let message: String
  }

  func run() async throws {
    let terminal = Terminal.standardOutput
    let dossier: Dossier
    do {
      dossier = try await SystemClient.with(instance) { bus, _ in
        let dossier = try await DossierSearch(bus: bus).find(try await resolved(bus), symbol: symbol)
        if let chart { try await writeChart(of: dossier, to: chart, bus) }
        return dossier
      }
    } catch let failure as CommandFailure {
      if json, failure.code == .failed { try terminal.json(Refusal(message: failure.description)) }
      throw failure
    }
    if json { return try terminal.json(dossier) }
    for line in DossierText(dossier: dossier).lines(for: terminal) { terminal.line(line) }
  }

  private func resolved(_ bus: Bus) async throws -> UUID {
    if let id = UUID(uuidString: id) { return id }
    guard let latest = try await bus.ask(GetCycle()).cycle else { throw CommandFailure(.failed, "there has been no cycle yet") }
    return latest.cycleID.rawValue
  }

  private func writeChart(of dossier: Dossier, to path: String, _ bus: Bus) async throws {
    guard let analysis = dossier.analysis else {
      throw CommandFailure(.failed, "no analysis with a chart was found: name one with --symbol")
    }
    let png = levels ? try await drawn(analysis, bus) : try await stored(analysis, bus)
    do {
      try png.write(to: URL(filePath: path))
    } catch {
      throw CommandFailure(.failed, "\(path) cannot be written: \(error.systemReason)")
    }
  }

  /// The very image that was analysed.
  private func stored(_ analysis: AnalysisSummary, _ bus: Bus) async throws -> Data {
    guard let png = try await bus.ask(GetChartImage(imageHash: analysis.imageHash)).png else {
      throw CommandFailure(.failed, "chart-sourcer has no image \(analysis.imageHash)")
    }
    return png
  }

  /// The same candles with the levels over them; analysts never see such a picture.
  private func drawn(_ analysis: AnalysisSummary, _ bus: Bus) async throws -> Data {
    guard let entry = analysis.entryPrice, let stop = analysis.stopLoss, let target = analysis.takeProfit else {
      throw CommandFailure(.failed, "the analysis is a \(analysis.recommendation.rawValue), it has no levels: leave --levels out")
    }
    let request = GetTradeChart(
      symbol: analysis.symbol, timeframe: analysis.timeframe, closedBy: analysis.candleClose, entryPrice: entry, stopLoss: stop,
      takeProfit: target)
    guard let png = try await bus.ask(request).png else {
      throw CommandFailure(.failed, "chart-sourcer has no candles of \(analysis.symbol) before \(analysis.candleClose) any more")
    }
    return png
  }
}
