import Messages
import Model

/// Everything that the doctor looks at, read once. The judgement about it is ``DoctorRules``.
struct DoctorFacts: Sendable {
  struct Limits: Sendable {
    let mode: TradingMode
    /// `risk.leverage`.
    let leverage: Double
    /// How old a signed request may be when the exchange reads it.
    let recvWindow: Duration
    /// Migrations of the bus's tables that this program knows.
    let busMigrations: Int
    let version: String
  }

  let limits: Limits
  let hasBusKeys: Bool
  /// Whether every address of the bus is on this machine.
  let isBusLocal: Bool
  /// Who does not answer is not in it.
  let pings: [ServiceName: Ping.Reply]
  /// The last migration of its own tables that each running service knows; who does not say is not in it.
  let migrations: [ServiceName: Int]
  /// The workers that fail; who does not answer is not in it.
  let failing: [ServiceName: [FailingWorker]]
  /// Who has handled more of a producer's events than the producer has.
  let ahead: [ConsumerLag]
  let database: Known<DatabaseFacts>
  let exchange: Known<ExchangeFacts>
  let analyst: Known<AnalystFacts>
  let disk: Known<DiskFacts>
}

/// The file system on which this program keeps its files.
struct DiskFacts: Sendable, Equatable {
  let path: String
  /// Bytes.
  let free: Int64
  let total: Int64
}

/// Whether the models can be asked.
struct AnalystFacts: Sendable, Equatable {
  enum Access: Sendable, Equatable {
    /// Fixed rules: nobody is asked.
    case rules
    /// The server's list of models; nil when it has none.
    case models([String]?)
    case refused(status: Int)
  }

  let access: Access
  /// Configured, in the order of preference.
  let wanted: [String]
}
