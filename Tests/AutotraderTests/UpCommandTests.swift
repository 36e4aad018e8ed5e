import ArgumentParser
import FoundationEssentials
import Instance
import Model
import Testing

@testable import Autotrader

@Suite struct UpCommandTests {
  private func plan(_ arguments: [String], environment: [String: String] = [:], in directory: String = "/home/ann") throws -> UpPlan {
    let command = try #require(try AutotraderCommand.parseAsRoot(["up"] + arguments) as? UpCommand)
    return try command.plan(environment: environment, currentDirectory: directory)
  }

  @Test func theDefaultsAreAnInventedMarketOfFiveSymbolsEachMinute() throws {
    let plan = try plan([])
    #expect(plan.market.specification == "synthetic")
    #expect(plan.timeframe == .oneMinute)
    #expect(plan.symbols.map(\.description) == ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"])
    #expect(plan.root == "/home/ann/.autotrader")
    #expect(plan.approvesAutomatically)
    #expect(!plan.isOnce)
  }

  @Test func severalTimeframesArePlayedInTheCandlesOfTheFinest() throws {
    let several = try plan(["--timeframe", "1h, 5s,1m,5s"])
    #expect(several.timeframes == [.fiveSeconds, .oneMinute, .oneHour])
    #expect(several.timeframe == .fiveSeconds)
    #expect(InstanceFolder.name(several, now: Timestamp(milliseconds: 0)) == "synthetic-5s+1m+1h")
    let environment = ["AUTOTRADER_TRADING_TIMEFRAMES": "5m,1h"]
    #expect(try plan([], environment: environment).timeframes == [.fiveMinutes, .oneHour])
    #expect(try plan(["--timeframe", "1m"], environment: environment).timeframes == [.oneMinute])
    #expect(try plan([], environment: ["AUTOTRADER_TRADING_TIMEFRAMES": "none"]).timeframes == [.oneMinute])
  }

  @Test func theExchangeKnowsTheSymbolsOfEveryTimeframe() throws {
    let environment = ["AUTOTRADER_TRADING_TIMEFRAMESYMBOLS": "1h=ADAUSDT,BTCUSDT;1d=DOTUSDT"]
    let plan = try plan(["--timeframe", "1m,1h", "--symbols", "BTCUSDT,ETHUSDT"], environment: environment)
    #expect(plan.symbols.map(\.description) == ["BTCUSDT", "ETHUSDT"])
    #expect(plan.allSymbols.map(\.description) == ["BTCUSDT", "ETHUSDT", "ADAUSDT"])
  }

  @Test func thePortsFollowTheBasePort() throws {
    // Forwarder, nine request ports from ten above, exchange, control port and dashboard from thirty above.
    #expect(
      try plan(["--base-port", "6000"]).ports == [6000, 6001, 6010, 6011, 6012, 6013, 6014, 6015, 6016, 6017, 6018, 6030, 6031, 6032])
  }

  @Test func aTakenPortNamesTheOptionThatMovesIt() throws {
    let plan = try plan(["--base-port", "6000", "--dashboard-port", "8090", "--replicas", "dashboard=2"])
    #expect(plan.objection(toTaken: 6010).hasSuffix("choose other ports with --base-port (now 6000)"))
    for port in [8090, 8091] { #expect(plan.objection(toTaken: port).contains("with --dashboard-port (now 8090)"), "\(port)") }
  }

  @Test func theOptionWinsOverTheEnvironment() throws {
    let environment = ["AUTOTRADER_TRADING_SYMBOLS": "XRPUSDT", "AUTOTRADER_APPROVAL_AUTOMATIC": "false"]
    #expect(try plan([], environment: environment).symbols.map(\.description) == ["XRPUSDT"])
    #expect(try !plan([], environment: environment).approvesAutomatically)
    let told = try plan(["--symbols", "BTCUSDT, ETHUSDT", "--approve", "auto"], environment: environment)
    #expect(told.symbols.map(\.description) == ["BTCUSDT", "ETHUSDT"])
    #expect(told.approvesAutomatically)
  }

  @Test(arguments: ["live", "testnet", "demo"]) func anotherModeThanPaperIsRefusedInsteadOfTradingOnPaperWithoutAWord(_ mode: String) throws
  {
    let failure = #expect(throws: CommandFailure.self) { try plan([], environment: ["AUTOTRADER_TRADING_MODE": mode]) }
    #expect(failure?.code == .configuration)
    #expect(failure?.description.contains("AUTOTRADER_TRADING_MODE is \(mode)") == true)
    #expect(failure?.description.contains("deploy/docs/containers.md") == true)
    #expect(try plan([], environment: ["AUTOTRADER_TRADING_MODE": "paper"]).symbols.count == 5)
  }

  @Test func onceApprovesByItselfWhateverTheEnvironmentSays() throws {
    #expect(try plan(["--once"], environment: ["AUTOTRADER_APPROVAL_AUTOMATIC": "false"]).approvesAutomatically)
  }

  @Test func aReplayTradesTheDefaultSymbolsThatHaveAFile() throws {
    let folder = try TemporaryFolder()
    for name in ["SOLUSDT-1h.csv", "BTCUSDT-15m.csv.gz", "ADAUSDT-1h.csv", "README.md"] { try folder.write("x", to: name) }
    #expect(try plan(["--market", "replay:\(folder.path)"]).symbols.map(\.description) == ["BTCUSDT", "SOLUSDT"])
  }

  @Test func aReplayWithoutKnownSymbolsAsksForThem() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "ADAUSDT-1h.csv")
    let failure = #expect(throws: CommandFailure.self) { try plan(["--market", "replay:\(folder.path)"]) }
    #expect(failure?.code == .usage)
    #expect(failure?.description.contains("--symbols") == true)
  }

  @Test(arguments: [
    ["--keep", "soon"], ["--once", "--keep", "0m"], ["--once", "--approve", "manual"], ["--timeframe", "7m"],
    ["--timeframe", "3m,5m"], ["--timeframe", ","], ["--once", "--timeframe", "5s,1m"], ["--base-port", "80"],
  ])
  func combinationsWithoutMeaningAreRefused(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["up"] + arguments) }
    #expect(error.map { AutotraderCommand.exitCode(for: $0).rawValue } == 64)
  }

  @Test func keepIsATimeOrTheEndOfTheTrade() {
    #expect(KeepTime("until-closed") == .untilClosed)
    #expect(KeepTime("30s") == .duration(.seconds(30)))
    #expect(KeepTime("5m") == .duration(.seconds(300)))
    #expect(KeepTime("2h") == .duration(.seconds(7200)))
    for wrong in ["", "5", "m", "-5m", "0s", "5d"] { #expect(KeepTime(wrong) == nil) }
  }
}
