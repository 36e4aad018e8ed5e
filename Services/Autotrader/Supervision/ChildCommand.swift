/// How one program is started: alone, with a clean environment, its output appended to a log.
struct ChildCommand: Sendable, Equatable {
  /// What the child is told when its supervisor dies; PostgreSQL shuts down fast on INT, and waits for its clients on TERM.
  enum DeathSignal: String, Sendable {
    case terminate = "TERM"
    case interrupt = "INT"
  }

  let name: String
  /// Absolute path.
  let program: String
  let arguments: [String]
  let environment: [String: String]
  let log: String
  /// The account it runs as; nil: this process's own.
  let account: String?
  let deathSignal: DeathSignal

  init(
    name: String, program: String, arguments: [String] = [], environment: [String: String], log: String, account: String? = nil,
    deathSignal: DeathSignal = .terminate
  ) {
    self.name = name
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.log = log
    self.account = account
    self.deathSignal = deathSignal
  }

  static let setpriv = "/usr/bin/setpriv"

  /// The whole command line. `setpriv` (util-linux) replaces itself by the program after it has asked for the death signal.
  var commandLine: [String] {
    let identity = account.map { ["--reuid", $0, "--regid", $0, "--init-groups"] } ?? []
    return [Self.setpriv, "--pdeathsig", deathSignal.rawValue] + identity + ["--", program] + arguments
  }
}
