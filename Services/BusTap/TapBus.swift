import Instance
import Logging
import Messages
import Messaging
import Model

/// A command's connection to the bus, under the tap's own name and key.
enum TapBus {
  static let name = "bus-tap"
  static var logger: Logger { Logger(label: name) { _ in SwiftLogNoOpLogHandler() } }

  /// - Parameter producers: whose events are heard.
  static func with<Result: Sendable>(
    _ options: InstanceOptions, hearing producers: [ServiceName] = [], _ body: (Bus, SystemLocation) async throws -> Result
  ) async throws -> Result {
    let location = try options.locate(as: name)
    let bus = try Bus(location.addresses, caller: name, subscribing: producers.map(Topic.prefix(of:)), logger: logger)
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
