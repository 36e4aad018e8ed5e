import Glibc
import Instance
import Messages
import Messaging
import Model
import ServiceKit
import Testing

@testable import Autotrader

@Suite struct ProcessPlanTests {
  private func plan(isOnce: Bool = false, approves: Bool = true) throws -> UpPlan {
    UpPlan(
      market: try Market("synthetic:7", currentDirectory: "/"), timeframes: [.fiveSeconds],
      symbols: ["BTCUSDT", "ETHUSDT"].compactMap { Symbol($0) }, basePort: 6000, isOnce: isOnce, keep: nil, approvesAutomatically: approves,
      root: "/r", keys: nil)
  }

  private func processes(_ plan: UpPlan, caller: [String: String] = [:]) -> ProcessPlan {
    ProcessPlan(plan: plan, folder: InstanceFolder(path: "/r/i"), binaries: "/b", database: "host=/s dbname=autotrader", caller: caller)
  }

  @Test func aServiceGetsItsAddressesAndTheFilesOfItsSecrets() throws {
    let command = processes(try plan()).busProcess(.executor)
    #expect(command.program == "/b/executor")
    #expect(command.log == "/r/i/logs/executor.log")
    #expect(
      command.environment == [
        "AUTOTRADER_BUS_BASEPORT": "6000", "AUTOTRADER_TRADING_MODE": "paper", "AUTOTRADER_TRADING_SYMBOLS": "BTCUSDT,ETHUSDT",
        "AUTOTRADER_TRADING_TIMEFRAMES": "5s", "AUTOTRADER_APPROVAL_AUTOMATIC": "true", "AUTOTRADER_APPROVAL_DELAY": "0.5",
        "AUTOTRADER_DATABASE_URL": "host=/s dbname=autotrader", "AUTOTRADER_DATABASE_PASSWORD_FILE": "/r/i/secrets/executor",
        "AUTOTRADER_EXCHANGE_URL": "http://127.0.0.1:6030", "AUTOTRADER_EXCHANGE_APIKEY_FILE": "/r/i/secrets/exchange-key",
        "AUTOTRADER_EXCHANGE_APISECRET_FILE": "/r/i/secrets/exchange-secret",
      ])
  }

  @Test func aSecondReplicaHasItsOwnNameLogAndPlaceInTheListOfAddresses() throws {
    var plan = try plan()
    plan.replicas = try ReplicaCounts("executor=2,analyzer=3")
    let (first, second) = (processes(plan).busProcess(.executor), processes(plan).busProcess(.executor, replica: 2))
    #expect(first.name == "executor" && second.name == "executor-2" && second.program == "/b/executor")
    #expect(second.log == "/r/i/logs/executor-2.log")
    #expect(second.environment["AUTOTRADER_INSTANCE_REPLICA"] == "2" && first.environment["AUTOTRADER_INSTANCE_REPLICA"] == nil)
    // What the process makes of it is what the supervisor expects.
    let settings = try Settings.load(environment: second.environment.filter { !$0.key.hasSuffix("_FILE") })
    #expect(try settings.busAddresses(as: "executor") == plan.addresses())
    #expect(plan.replicaProcesses.map(\.name).filter { $0.hasPrefix("analyzer") } == ["analyzer", "analyzer-2", "analyzer-3"])
    #expect(Set(plan.ports).count == plan.ports.count && plan.ports.count == 2 + 9 + 3 + 3)
  }

  @Test func aSecondDashboardHasTheNextPortForItsPages() throws {
    var plan = try plan()
    plan.replicas = try ReplicaCounts("all=2,dashboard=2")
    let listening = [1, 2].map { processes(plan).busProcess(.dashboard, replica: $0).environment["AUTOTRADER_DASHBOARD_LISTEN"] }
    #expect(listening == ["127.0.0.1:6032", "127.0.0.1:6033"])
    #expect(Set(plan.ports).count == plan.ports.count && plan.ports.contains(6033))
    #expect(try ReplicaCounts("all=2")[.dashboard] == 1)
  }

  @Test func aRestartMeansAllReplicasTheLeaderLastOrTheOneThatIsNamed() throws {
    let counts = try ReplicaCounts("executor=2")
    let addresses = BusAddresses.local(basePort: 6000, replicas: counts.counts)
    let both = RestartOrder.processes(named: "executor", counts, addresses)
    #expect(both.map(\.name) == ["executor", "executor-2"])
    #expect(RestartOrder.leaderLast(both, ["executor": .leader, "executor-2": .standby]).map(\.name) == ["executor-2", "executor"])
    #expect(RestartOrder.processes(named: "executor-2", counts, addresses).map(\.name) == ["executor-2"])
    #expect(RestartOrder.signal(for: "postgresql") == SIGINT && RestartOrder.signal(for: "executor") == SIGTERM)
    #expect(RestartOrder.processes(named: "notifier", counts, addresses).map(\.name) == ["notifier"])
    #expect(RestartOrder.processes(named: "paper-exchange", counts, addresses).isEmpty)
  }

  @Test func onceRunsNoCyclesByItself() throws {
    #expect(processes(try plan(isOnce: true)).busProcess(.chartSourcer).environment["AUTOTRADER_TRADING_TIMEFRAMES"] == "none")
    let asked = processes(try plan(), caller: ["AUTOTRADER_TRADING_TIMEFRAMES": "none"]).busProcess(.chartSourcer)
    #expect(asked.environment["AUTOTRADER_TRADING_TIMEFRAMES"] == "none")
    let other = processes(try plan(), caller: ["AUTOTRADER_TRADING_TIMEFRAMES": "1h"]).busProcess(.chartSourcer)
    #expect(other.environment["AUTOTRADER_TRADING_TIMEFRAMES"] == "5s")
  }

  @Test func theBusGetsNoPassword() throws {
    let names = processes(try plan()).busProcess(.messageBus).environment.keys
    #expect(!names.contains { $0.contains("DATABASE") || $0.contains("EXCHANGE") })
  }

  @Test func theModelsKeyIsTheAnalyzersAlone() throws {
    let processes = processes(try plan(), caller: ["AUTOTRADER_ANALYST_APIKEY": "sk-x", "AUTOTRADER_ANALYST_PROVIDER": "openai"])
    #expect(processes.busProcess(.analyzer).environment["AUTOTRADER_ANALYST_APIKEY"] == "sk-x")
    for name in ProcessPlan.services + [.messageBus] where name != .analyzer {
      #expect(processes.busProcess(name).environment["AUTOTRADER_ANALYST_APIKEY"] == nil)
    }
  }

  @Test func theDashboardsPasswordIsItsOwn() throws {
    let processes = processes(try plan(), caller: ["AUTOTRADER_DASHBOARD_PASSWORD": "open sesame"])
    #expect(processes.busProcess(.dashboard).environment["AUTOTRADER_DASHBOARD_PASSWORD"] == "open sesame")
    for name in ProcessPlan.services + [.messageBus] where name != .dashboard {
      #expect(processes.busProcess(name).environment["AUTOTRADER_DASHBOARD_PASSWORD"] == nil, "\(name)")
    }
  }

  @Test func theCallersSettingsPassExceptAddressesSecretsAndStrangers() throws {
    let caller = [
      "PATH": "/bin", "AUTOTRADER_RISK_SLOTS": "2", "AUTOTRADER_APPROVAL_DELAY": "9", "AUTOTRADER_LOG_LEVEL": "debug",
      "AUTOTRADER_DATABASE_URL": "elsewhere", "AUTOTRADER_BUS_SERVICES": "elsewhere", "AUTOTRADER_EXCHANGE_APISECRET": "secret",
      "AUTOTRADER_INSTANCE": "x", "AUTOTRADER_INSTANCE_NAME": "x", "DB_PASSWORD": "secret", "LD_PRELOAD": "x",
    ]
    let environment = processes(try plan(), caller: caller).busProcess(.riskManager).environment
    #expect(environment["PATH"] == "/bin")
    #expect(environment["AUTOTRADER_RISK_SLOTS"] == "2")
    #expect(environment["AUTOTRADER_APPROVAL_DELAY"] == "9")
    #expect(environment["AUTOTRADER_LOG_LEVEL"] == "debug")
    #expect(environment["AUTOTRADER_DATABASE_URL"] == "host=/s dbname=autotrader")
    let withheld = caller.keys.filter { !["PATH", "AUTOTRADER_DATABASE_URL"].contains($0) && environment[$0] == nil }
    #expect(
      Set(withheld) == [
        "AUTOTRADER_BUS_SERVICES", "AUTOTRADER_EXCHANGE_APISECRET", "AUTOTRADER_INSTANCE", "AUTOTRADER_INSTANCE_NAME", "DB_PASSWORD",
        "LD_PRELOAD",
      ])
  }

  @Test func aConfigurationFileIsResolvedHereAndCannotLeadAChildElsewhere() throws {
    let folder = try TemporaryFolder()
    try folder.write("risk:\n  slots: 7\ndatabase:\n  adminurl: postgresql://elsewhere/autotrader\n", to: "config.yaml")
    try folder.write("live\n", to: "mode")
    let resolved = try ChildEnvironment.resolved([
      "PATH": "/bin", "AUTOTRADER_CONFIG": "\(folder.path)/config.yaml", "AUTOTRADER_TRADING_MODE_FILE": "\(folder.path)/mode",
    ])
    let environment = processes(try plan(), caller: resolved).busProcess(.riskManager).environment
    #expect(environment["AUTOTRADER_RISK_SLOTS"] == "7")
    #expect(environment["AUTOTRADER_TRADING_MODE"] == "paper")
    #expect(environment.keys.filter { $0.contains("ADMIN") || $0.contains("CONFIG") || $0 == "AUTOTRADER_TRADING_MODE_FILE" } == [])
  }

  @Test func thePaperExchangesSecretsAreNotInItsArguments() throws {
    let command = processes(try plan()).paperExchange(key: "the-key", secret: "the-secret")
    #expect(
      command.arguments == [
        "--listen", "127.0.0.1:6030", "--control", "127.0.0.1:6031", "--market", "synthetic:7", "--balance", "100000", "--timeframe", "5s",
        "--state", "/r/i/paper", "--symbols", "BTCUSDT,ETHUSDT",
      ])
    #expect(command.environment["AUTOTRADER_PAPER_APIKEY"] == "the-key")
    #expect(command.environment["AUTOTRADER_PAPER_APISECRET"] == "the-secret")
  }

  @Test func aChildAsksForTheDeathSignalAfterItHasChangedItsAccount() {
    let command = ChildCommand(
      name: "x", program: "/p", arguments: ["a"], environment: [:], log: "/l", account: "postgres", deathSignal: .interrupt)
    #expect(
      command.commandLine == [
        "/usr/bin/setpriv", "--pdeathsig", "INT", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--", "/p", "a",
      ])
  }

  @Test func missingExecutablesAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(ProcessPlan.missing(in: folder.path).count == 10)
    #expect(ProcessPlan.missing(in: folder.path).first == "paper-exchange")
  }

  @Test func anInstanceIsNamedAfterMarketAndTimeframe() throws {
    let now = Timestamp(milliseconds: 1_700_000_000_000)
    #expect(InstanceFolder.name(try plan(), now: now) == "synthetic-7-5s")
    #expect(InstanceFolder.name(try plan(isOnce: true), now: now) == "once-synthetic-7-5s-1700000000000")
  }
}
