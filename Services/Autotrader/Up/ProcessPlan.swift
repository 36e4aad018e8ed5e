import FoundationEssentials
import Instance
import Model
import ServiceKit

/// The processes of a system and how each is started. A new service is one more name in ``services``.
struct ProcessPlan: Sendable {
  /// Stopped latest first; PostgreSQL is stage 0.
  enum Stage: Int, Sendable {
    case database, foundation, service
  }

  /// The account's first USDT.
  static let openingBalance = Money(FixedPoint(units: 100_000 * FixedPoint.unitsPerOne))
  static let paperExchange = "paper-exchange"
  static let services: [ServiceName] = ServiceName.owners

  /// Beside this program.
  static var executables: [String] { [paperExchange, ServiceName.messageBus.rawValue] + services.map(\.rawValue) }

  let plan: UpPlan
  let folder: InstanceFolder
  /// Where the executables are.
  let binaries: String
  /// libpq's address of the database.
  let database: String
  let caller: [String: String]

  /// The names of executables that are not there.
  static func missing(in binaries: String) -> [String] {
    executables.filter { !FileManager.default.isExecutableFile(atPath: "\(binaries)/\($0)") }
  }

  func busProcess(_ service: ServiceName, replica: Int = 1) -> ChildCommand {
    let name = ReplicaCounts.instance(of: service, replica)
    return ChildCommand(
      name: name, program: "\(binaries)/\(service.rawValue)",
      environment: ChildEnvironment.service(service, replica: replica, plan, folder, database: database, caller: caller),
      log: folder.log(of: name))
  }

  func paperExchange(key: String, secret: String) -> ChildCommand {
    var environment = ChildEnvironment.base(caller)
    environment["AUTOTRADER_PAPER_APIKEY"] = key
    environment["AUTOTRADER_PAPER_APISECRET"] = secret
    return ChildCommand(
      name: Self.paperExchange, program: "\(binaries)/\(Self.paperExchange)",
      arguments: [
        "--listen", "127.0.0.1:\(plan.exchangePort)", "--control", "127.0.0.1:\(plan.controlPort)", "--market", plan.market.specification,
        "--balance", Self.openingBalance.description, "--timeframe", plan.timeframe.rawValue, "--state", folder.paper, "--symbols",
        plan.allSymbols.sorted().map(\.description).joined(separator: ","),
      ],
      environment: environment, log: folder.log(of: Self.paperExchange))
  }
}
