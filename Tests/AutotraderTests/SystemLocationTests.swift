import FoundationEssentials
import Glibc
import Instance
import Messaging
import Model
import TestKit
import Testing

@testable import Autotrader

/// How tools find the running system.
@Suite(.timeLimit(.minutes(10))) struct SystemLocationTests {
  private func instance(_ directory: String, supervisor: Int32, keys: String? = nil) -> RunningInstance {
    RunningInstance(
      version: "0.1.0", directory: directory, market: "synthetic", timeframe: .oneMinute, symbols: [], basePort: 6000, keys: keys,
      database: "host=/s", databaseDirectory: "/d", socketDirectory: "/s", exchange: "http://127.0.0.1:6030",
      exchangeControl: "http://127.0.0.1:6031", supervisor: supervisor, startedAt: Timestamp(milliseconds: 0))
  }

  /// A process that looks like a supervisor in the process table.
  private func withSupervisor(_ folder: TemporaryFolder, _ body: (Int32) throws -> Void) async throws {
    let program = "\(folder.path)/autotrader"
    try #require(symlink("/bin/sh", program) == 0)
    let sleeping = ChildCommand(
      name: "up", program: program, arguments: ["-c", "/bin/sleep 1000 & wait", "up"], environment: [:], log: "\(folder.path)/log")
    let child = try await ChildProcess.start(sleeping)
    // setpriv has replaced itself once the command line is the program's own.
    do {
      try await eventually("the program has started") { ProcessTable.commandLine(of: child.pid)?.first == program }
      try body(child.pid)
    } catch {
      kill(-child.pid, SIGKILL)
      _ = await child.waitForExit()
      throw error
    }
    kill(-child.pid, SIGKILL)
    _ = await child.waitForExit()
  }

  /// - Returns: the instance's folder.
  private func store(supervisor: Int32, in root: TemporaryFolder, name: String, keys: String? = nil) throws -> String {
    let directory = "\(root.path)/.autotrader/\(name)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try instance(directory, supervisor: supervisor, keys: keys).write()
    return directory
  }

  @Test func theCurrentFoldersInstanceIsFound() async throws {
    let root = try TemporaryFolder()
    try await withSupervisor(root) { pid in
      let directory = try store(supervisor: pid, in: root, name: "synthetic-1m")
      try root.write("synthetic-1m\n", to: ".autotrader/current")
      let location = try SystemLocation.find(instance: nil, environment: [:], currentDirectory: root.path)
      #expect(location.addresses == BusAddresses.local(basePort: 6000))
      #expect(location.instance?.directory == directory)
      // By option and by variable, as the folder itself or as the folder above it.
      let byOption = try SystemLocation.find(instance: directory, environment: [:], currentDirectory: "/")
      #expect(byOption.instance?.directory == directory)
      let byVariable = try SystemLocation.find(
        instance: nil, environment: ["AUTOTRADER_INSTANCE": "\(root.path)/.autotrader"], currentDirectory: "/")
      #expect(byVariable.instance?.directory == directory)
    }
  }

  @Test func aProcessThatIsNotASupervisorDoesNotCount() throws {
    let root = try TemporaryFolder()
    // This test's own process id: alive, but no `autotrader up`.
    let directory = try store(supervisor: getpid(), in: root, name: "synthetic-1m")
    let failure = #expect(throws: CommandFailure.self) {
      try SystemLocation.find(instance: directory, environment: [:], currentDirectory: "/")
    }
    #expect(failure?.code == .notRunning)
  }

  @Test func anInstanceThatIsNotThereIsNamed() throws {
    let root = try TemporaryFolder()
    let failure = #expect(throws: CommandFailure.self) {
      try SystemLocation.find(instance: "nowhere", environment: [:], currentDirectory: root.path)
    }
    #expect(failure == CommandFailure(.notRunning, "there is no instance in \(root.path)/nowhere"))
  }

  @Test func withoutAnInstanceTheConfigurationDecides() throws {
    let root = try TemporaryFolder()
    let environment = ["AUTOTRADER_BUS_BASEPORT": "7000", "AUTOTRADER_BUS_SERVICES": "executor=tcp://executor:5566"]
    let location = try SystemLocation.find(instance: nil, environment: environment, currentDirectory: root.path)
    #expect(location.instance == nil)
    #expect(location.addresses.publishers == "tcp://127.0.0.1:7000")
    #expect(location.addresses.services[.executor] == ["tcp://executor:5566"])
  }

  /// Whoever listens at the default ports may be another system: it is not to be told to close its trades.
  @Test(arguments: [[:], ["AUTOTRADER_INSTANCE": ""], ["AUTOTRADER_BUS_KEYS": "keys", "AUTOTRADER_BUS_REPLICAS": "all=2"]])
  func nothingIsFoundWhereNobodyHasSaidWhereTheBusIs(_ environment: [String: String]) throws {
    let root = try TemporaryFolder()
    // An instance that has ended leaves its folder, and no `current`.
    _ = try store(supervisor: 0, in: root, name: "synthetic-1m")
    let failure = #expect(throws: CommandFailure.self) {
      try SystemLocation.find(instance: nil, environment: environment, currentDirectory: root.path)
    }
    #expect(
      failure
        == CommandFailure(
          .notRunning,
          "nothing runs in this folder (\(root.path)): start it with autotrader up, or name its folder with --instance DIR"))
  }

  @Test(arguments: [
    "AUTOTRADER_BUS_BASEPORT=5550", "AUTOTRADER_BUS_PUBLISHERS=tcp://bus:1", "AUTOTRADER_BUS_SUBSCRIBERS=tcp://bus:2",
    "AUTOTRADER_BUS_SERVICES=executor=tcp://executor:5566",
  ])
  func aBusThatTheConfigurationNamesIsTheOneMeant(_ setting: String) throws {
    let root = try TemporaryFolder()
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    let environment = [parts[0]: parts[1], "AUTOTRADER_INSTANCE": ""]
    #expect(try SystemLocation.find(instance: nil, environment: environment, currentDirectory: root.path).instance == nil)
    try root.write("bus: { baseport: 7000 }", to: "autotrader.yaml")
    let byFile = try SystemLocation.find(
      instance: nil, environment: ["AUTOTRADER_CONFIG": "\(root.path)/autotrader.yaml"], currentDirectory: root.path)
    #expect(byFile.addresses.publishers == "tcp://127.0.0.1:7000")
  }

  @Test func anInstanceIsStoppedAndItsLogsAreReadWithoutTheBussKeys() async throws {
    let root = try TemporaryFolder()
    try await withSupervisor(root) { pid in
      let directory = try store(supervisor: pid, in: root, name: "synthetic-1m", keys: "\(root.path)/lost-keys")
      #expect(try SystemLocation.instance(directory, environment: [:], currentDirectory: "/")?.directory == directory)
      #expect(throws: BusError.self) { try SystemLocation.find(instance: directory, environment: [:], currentDirectory: "/") }
    }
  }
}
