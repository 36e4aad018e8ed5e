import ArgumentParser
import Instance
import Messaging
import Model

/// `bus-tap ping`.
struct PingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping",
    abstract: "Asks one service whether it is up. Exit code 0 if it answers, 1 if not.",
    discussion: "Example: bus-tap ping executor --timeout 0.5")

  @Argument(help: "The service.")
  var service: ServiceName
  @Option(help: "Seconds to wait for the answer.")
  var timeout = 2.0
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard timeout > 0, timeout <= 600 else { throw ValidationError("--timeout must be above 0 and at most 600 seconds") }
  }

  func run() async throws {
    let location: SystemLocation
    do {
      location = try instance.locate(as: TapBus.name)
    } catch let failure as CommandFailure {
      throw CommandFailure(.failed, "\(service.rawValue) does not answer: \(failure)")
    }
    let bus = try Bus(location.addresses, caller: TapBus.name, logger: TapBus.logger)
    let result = await PingResult.of(service, bus, addresses: location.addresses, within: .seconds(timeout))
    await bus.close()
    if json {
      try Terminal.standardOutput.json(result)
    } else if result.ok {
      Terminal.standardOutput.line(result.sentence)
    }
    guard result.ok else { throw CommandFailure(.failed, result.sentence) }
  }
}
