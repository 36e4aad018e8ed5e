import FoundationEssentials
import Logging
import Messaging
import Model
import ServiceKit

/// The start of `message-bus`: configuration, then the forwarder until SIGTERM or SIGINT.
package enum MessageBusProcess {
  package static func run() async {
    let name = ServiceName.messageBus
    ServiceProcess.obey(Array(CommandLine.arguments.dropFirst()), name.rawValue)
    let environment = ProcessInfo.processInfo.environment
    do {
      let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
      let logger = ServiceProcess.logger(label: name.rawValue, settings)
      try await MessageBusService(
        addresses: try settings.busAddresses(as: name.rawValue), listenAddress: settings.text(.busListen),
        instance: settings.text(.instanceName) ?? name.rawValue, logger: logger
      ).run()
    } catch let error as ConfigurationError {
      ServiceProcess.fail(name.rawValue, "configuration: \(error)", .configuration)
    } catch {
      ServiceProcess.fail(name.rawValue, "\(error)", .unavailable)
    }
  }
}
