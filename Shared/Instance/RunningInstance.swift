import FoundationEssentials
import Messaging
import Model
import ServiceKit

/// What `autotrader up` writes into its instance folder, so that other commands find the running system.
package struct RunningInstance: Codable, Sendable, Equatable {
  package struct Member: Codable, Sendable, Equatable {
    package let name: String
    package let pid: Int32
    /// When this process was started; nil in a file of an earlier version.
    package let since: Timestamp?
    /// How often it has been started again since the instance was.
    package let restarts: Int?

    package init(name: String, pid: Int32, since: Timestamp? = nil, restarts: Int? = nil) {
      self.name = name
      self.pid = pid
      self.since = since
      self.restarts = restarts
    }
  }

  package let version: String
  /// The instance folder.
  package let directory: String
  package let market: String
  /// The finest, in whose candles the market is played.
  package let timeframe: Timeframe
  /// All of them; nil in a file of an earlier version.
  package let timeframes: [Timeframe]?
  package let symbols: [Symbol]
  package let basePort: Int
  /// The folder of the bus's CURVE keys; nil when it is plain.
  package let keys: String?
  /// libpq's address, without user and password.
  package let database: String
  /// Where PostgreSQL keeps its data; outside the instance folder when user `postgres` cannot reach that.
  package let databaseDirectory: String
  package let socketDirectory: String
  /// The paper exchange's V5 API and its control port.
  package let exchange: String
  package let exchangeControl: String
  /// The process id of `autotrader up`.
  package let supervisor: Int32
  package let startedAt: Timestamp
  package var members: [Member]
  /// As `bus.replicas`; nil when each service has one process.
  package let replicas: String?

  package init(
    version: String, directory: String, market: String, timeframe: Timeframe, timeframes: [Timeframe]? = nil, symbols: [Symbol],
    basePort: Int, keys: String? = nil, database: String,
    databaseDirectory: String, socketDirectory: String, exchange: String, exchangeControl: String, supervisor: Int32, startedAt: Timestamp,
    members: [Member] = [], replicas: String? = nil
  ) {
    self.version = version
    self.directory = directory
    self.market = market
    self.timeframe = timeframe
    self.timeframes = timeframes
    self.symbols = symbols
    self.basePort = basePort
    self.keys = keys
    self.database = database
    self.databaseDirectory = databaseDirectory
    self.socketDirectory = socketDirectory
    self.exchange = exchange
    self.exchangeControl = exchangeControl
    self.supervisor = supervisor
    self.startedAt = startedAt
    self.members = members
    self.replicas = replicas
  }

  /// Without keys.
  /// - Throws: `ConfigurationError` when the file names replicas that this version does not know.
  package var addresses: BusAddresses {
    get throws { .local(basePort: basePort, replicas: try replicas.map { try ReplicaCounts($0).counts } ?? [:]) }
  }

  /// - Throws: `BusError` `keys` when the tool's key cannot be used.
  package func addresses(as client: String) throws -> BusAddresses {
    try addresses.secured(by: try keys.map { try KeyFolder($0).keys(for: client) })
  }

  /// Whether the recorded process still is the supervisor: process ids are reused, so its command line is read too.
  package var isSupervised: Bool { ProcessTable.commandLine(of: supervisor).map(Self.isSupervisor) ?? false }

  static func isSupervisor(_ arguments: [String]) -> Bool {
    guard let program = arguments.first?.split(separator: "/").last else { return false }
    return program == "autotrader" && arguments.contains("up")
  }
}

extension RunningInstance {
  package static let fileName = "instance.json"
  /// The file beside the instance folders that holds the name of the running one.
  package static let currentName = "current"
  /// The folder of instance folders, in the current folder.
  package static let root = ".autotrader"

  /// - Throws: ``CommandFailure`` when the folder holds no readable instance.
  package init(directory: String) throws(CommandFailure) {
    let path = "\(directory)/\(Self.fileName)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.notRunning, "there is no instance in \(directory): \(path) cannot be read")
    }
    do {
      self = try JSONDecoder().decode(RunningInstance.self, from: data)
    } catch {
      throw CommandFailure(.failed, "\(path) is not an instance of this version: \(error)")
    }
  }

  /// Replaces the file in one step.
  package func write() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: URL(filePath: "\(directory)/\(Self.fileName)"), options: .atomic)
  }
}
