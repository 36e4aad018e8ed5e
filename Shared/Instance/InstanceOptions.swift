import ArgumentParser
import FoundationEssentials

/// How a command finds the running system; the same for all tools.
package struct InstanceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of the instance.",
      discussion: """
        Otherwise AUTOTRADER_INSTANCE, else the instance that .autotrader/current names, else the configuration, \
        when it says where the bus is.
        """,
      valueName: "dir"))
  package var instance: String?

  package init() {}

  /// - Parameter client: the tool, whose own key is used when the bus has keys.
  package func locate(as client: String = "autotrader") throws -> SystemLocation {
    try SystemLocation.find(
      as: client, instance: instance, environment: ProcessInfo.processInfo.environment,
      currentDirectory: FileManager.default.currentDirectoryPath)
  }

  /// The running instance alone, without the bus and its keys.
  /// - Throws: ``CommandFailure`` `notRunning`, saying `otherwise` as well, when there is none.
  package func requireInstance(_ otherwise: String) throws(CommandFailure) -> RunningInstance {
    let directory = FileManager.default.currentDirectoryPath
    let found = try SystemLocation.instance(instance, environment: ProcessInfo.processInfo.environment, currentDirectory: directory)
    guard let found else {
      throw CommandFailure(.notRunning, "no instance of autotrader up runs in this folder (\(directory)): \(otherwise)")
    }
    return found
  }
}
