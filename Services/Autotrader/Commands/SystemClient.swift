import Instance
import Logging
import Messaging

/// A command's connection to the running system.
enum SystemClient {
  static func with<Result: Sendable>(
    _ options: InstanceOptions, _ body: (Bus, SystemLocation) async throws -> Result
  ) async throws -> Result {
    let location = try options.locate()
    let bus = try Bus(location.addresses, caller: "autotrader", logger: Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() })
    do {
      let result = try await body(bus, location)
      await bus.close()
      return result
    } catch {
      await bus.close()
      throw error
    }
  }
}
