import Database
import FoundationEssentials
import Glibc
import Instance
import Logging
import Messages
import Messaging
import Model
import ServiceKit

/// The steps from nothing to a system that answers.
struct SystemStart: Sendable {
  let plan: UpPlan
  let resets: Bool
  let folder: InstanceFolder
  let binaries: String
  let caller: [String: String]
  let terminal: Terminal
  let time: TimeSource
  let logger: Logger
  let supervisor: Supervisor
  let record: InstanceRecord

  private var steps: StepReporter { StepReporter(terminal: terminal, time: time) }

  /// Starts everything and hands the bus to `work`. The instance's lock is held until `work` returns.
  func run(_ work: (Bus) async throws -> Void) async throws {
    let begin = time.now
    do {
      try FileManager.default.createDirectory(atPath: plan.root, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.failed, "the folder \(plan.root) cannot be made: \(error.systemReason)")
    }
    let lock = try InstanceLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let postgreSQL = try await prepare()
    let processes = ProcessPlan(plan: plan, folder: folder, binaries: binaries, database: postgreSQL.address, caller: caller)
    try await record.begin(instance(postgreSQL))

    let secrets = Secrets(folder: folder)
    let isFirstStart = !FileManager.default.fileExists(atPath: folder.secret(SecretName.dashboard))
    let login = try secrets.value(SecretName.dashboard)
    let key = try secrets.value(SecretName.exchangeKey)
    supervisor.add(
      processes.paperExchange(key: key, secret: try secrets.value(SecretName.exchangeSecret)), stage: ProcessPlan.Stage.foundation.rawValue)
    supervisor.add(processes.busProcess(.messageBus), stage: ProcessPlan.Stage.foundation.rawValue)
    try await startDatabase(postgreSQL, secrets)
    try await steps.step("paper exchange") {
      guard try await Readiness(time: time).http("http://127.0.0.1:\(plan.controlPort)/control/health", logger: logger) else {
        throw silent([ProcessPlan.paperExchange])
      }
      supervisor.markReady(ProcessPlan.paperExchange)
      return plan.market.specification
    }

    let bus = try Bus(
      try plan.addresses(), caller: "autotrader", subscribing: plan.isOnce ? [] : ProcessPlan.services.map(Topic.prefix(of:)),
      logger: logger)
    do {
      try await startServices(processes, bus)
      terminal.line(terminal.styled("Ready in \((time.now - begin).text).", .bold))
      showDashboard(isFirstStart ? login : nil)
      if !plan.isOnce { showNextSteps() }
      try await work(bus)
    } catch {
      await bus.close()
      throw error
    }
    await bus.close()
  }

  /// Everything that can go wrong before anything runs.
  private func prepare() async throws -> PrivatePostgreSQL {
    var postgreSQL: PrivatePostgreSQL?
    try await steps.step("checks") {
      let missing = ProcessPlan.missing(in: binaries)
      guard missing.isEmpty else {
        throw CommandFailure(
          .failed, "\(missing.joined(separator: ", ")) missing in \(binaries): build everything with ./deploy/up or swift build")
      }
      guard FileManager.default.isExecutableFile(atPath: ChildCommand.setpriv) else {
        throw CommandFailure(.failed, "\(ChildCommand.setpriv) is missing: install the Debian package util-linux")
      }
      // A key that cannot be used is told before anything runs.
      _ = try plan.addresses()
      let server = try PostgreSQLBinaries.newest()
      if let port = Ports.firstTaken(of: plan.ports) {
        throw CommandFailure(.failed, plan.objection(toTaken: port))
      }
      if plan.isOnce { try await InstanceCleaning.removeEarlierOnce(in: plan.root) }
      if resets {
        try await InstanceCleaning.remove(folder)
      } else {
        try await InstanceCleaning.stopLeftovers(of: folder)
        try refuseOtherSymbols()
      }
      try folder.create()
      postgreSQL = try await place(server)
      return "instance \(folder.name)"
    }
    guard let postgreSQL else { throw CommandFailure(.failed, "the checks did not end") }
    return postgreSQL
  }

  /// The paper exchange's log holds the symbols it was begun with.
  private func refuseOtherSymbols() throws {
    guard FileManager.default.fileExists(atPath: "\(folder.path)/\(RunningInstance.fileName)") else { return }
    let earlier = try RunningInstance(directory: folder.path).symbols
    guard Set(earlier) != Set(plan.allSymbols) else { return }
    throw CommandFailure(
      .failed,
      "instance \(folder.name) trades \(earlier.map(\.description).joined(separator: ",")): name the same symbols, or start afresh with --reset"
    )
  }

  private func place(_ server: PostgreSQLBinaries) async throws -> PrivatePostgreSQL {
    let account = geteuid() == 0 ? PrivatePostgreSQL.account : nil
    let environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
    let (home, isExternal) = try await PrivatePostgreSQL.home(of: folder, account: account, environment: environment)
    if isExternal { terminal.line("  PostgreSQL's data lies in \(home), because its account cannot reach \(folder.path)") }
    try PrivatePostgreSQL.makeHome(home, account: account)
    let known = FileManager.default.fileExists(atPath: folder.secret(SecretName.administrator))
    guard known || !FileManager.default.fileExists(atPath: "\(home)/data/PG_VERSION") else {
      throw CommandFailure(.failed, "the database's password is missing in \(folder.secrets): start afresh with --reset")
    }
    return PrivatePostgreSQL(
      binaries: server, home: home, socketDirectory: try PrivatePostgreSQL.makeSocketDirectory(account: account), account: account,
      log: folder.log(of: PrivatePostgreSQL.name), environment: environment,
      password: try Secrets(folder: folder).value(SecretName.administrator))
  }

  private func startDatabase(_ postgreSQL: PrivatePostgreSQL, _ secrets: Secrets) async throws {
    try await steps.step("PostgreSQL \(postgreSQL.binaries.version)") {
      let isNew = try await postgreSQL.initialize()
      supervisor.add(postgreSQL.server, stage: ProcessPlan.Stage.database.rawValue)
      let passwords = try ProcessPlan.services.compactMap { service in
        try Slice(service).map { (slice: $0, password: try secrets.renew(service.rawValue)) }
      }
      try await postgreSQL.provision(passwords, within: Readiness.limit)
      supervisor.markReady(PrivatePostgreSQL.name)
      return isNew ? "new database" : "database of an earlier run"
    }
  }

  private func startServices(_ processes: ProcessPlan, _ bus: Bus) async throws {
    let replicas = plan.replicaProcesses
    let forwarder = (try plan.addresses().services[.messageBus] ?? []).map { ReplicaProcess(service: .messageBus, replica: 1, address: $0) }
    let started = time.now
    for process in replicas {
      supervisor.add(processes.busProcess(process.service, replica: process.replica), stage: ProcessPlan.Stage.service.rawValue)
    }
    let missing = try await Readiness(time: time).services(forwarder + replicas, bus) { process in
      supervisor.markReady(process.name)
      steps.done(process.name, since: started)
    }
    guard missing.isEmpty else { throw silent(missing.map(\.name)) }
  }

  /// What did not answer in time, with the end of its log.
  private func silent(_ names: [String]) -> CommandFailure {
    for name in names {
      terminal.line("last lines of \(folder.log(of: name)):")
      for line in LogTail.lines(of: folder.log(of: name), count: 8) { terminal.line("  \(line)") }
    }
    return CommandFailure(.failed, "\(names.joined(separator: ", ")) did not answer within \(Readiness.limit.text)")
  }

  private func instance(_ postgreSQL: PrivatePostgreSQL) -> RunningInstance {
    RunningInstance(
      version: ProgramVersion.current, directory: folder.path, market: plan.market.specification, timeframe: plan.timeframe,
      timeframes: plan.timeframes, symbols: plan.allSymbols, basePort: plan.basePort, keys: plan.keys, database: postgreSQL.address,
      databaseDirectory: postgreSQL.data,
      socketDirectory: postgreSQL.socketDirectory, exchange: "http://127.0.0.1:\(plan.exchangePort)",
      exchangeControl: "http://127.0.0.1:\(plan.controlPort)", supervisor: getpid(), startedAt: time.now,
      replicas: plan.replicas.text)
  }

  /// The password is shown at the instance's first start only; later it is in the secrets' folder.
  private func showDashboard(_ password: String?) {
    let isConfigured = caller[ConfigurationKey.dashboardPassword.environmentName] != nil
    let login = isConfigured ? "the configured password" : password ?? "the password in \(folder.secret(SecretName.dashboard))"
    let pages = plan.dashboardPorts.map { "http://127.0.0.1:\($0)/" }
    terminal.line("Dashboard: \(pages.joined(separator: " and ")) with \(login)")
  }

  private func showNextSteps() {
    let program = CommandLine.arguments.first ?? "autotrader"
    let path = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = path.map { "\($0)/" }.joined()
    let symbols = plan.allSymbols.map(\.description).joined(separator: ", ")
    terminal.line(
      "Trading \(symbols) on paper, a cycle each \(plan.timeframes.map(\.rawValue).joined(separator: " and each ")). In another terminal:")
    terminal.line("  \(folder)autotrader status | cycle list | trades | positions")
    terminal.line("  \(folder)autotrader cycle run --timeframe \(plan.timeframe.rawValue)")
    terminal.line("  \(folder)bus-tap watch")
    if !plan.approvesAutomatically { terminal.line("  \(folder)autotrader approve --list") }
    terminal.line("Logs: \(self.folder.logs). Ctrl-C stops everything.")
  }
}
