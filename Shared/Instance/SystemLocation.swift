import FoundationEssentials
import Messaging
import ServiceKit

/// Where the running system is: an instance of `autotrader up`, or addresses from the configuration (containers).
package struct SystemLocation: Sendable {
  package let addresses: BusAddresses
  package let instance: RunningInstance?

  package init(addresses: BusAddresses, instance: RunningInstance? = nil) {
    self.addresses = addresses
    self.instance = instance
  }

  /// The option wins over the environment, that over the current folder's `.autotrader/current`, that over the configuration.
  /// - Throws: ``CommandFailure`` `notRunning` when an instance is named that is not there or has ended.
  package static func find(
    as client: String = "autotrader", instance option: String?, environment: [String: String], currentDirectory: String
  ) throws -> SystemLocation {
    if let named = option ?? environment["AUTOTRADER_INSTANCE"] {
      return try running(try directory(named, from: currentDirectory), client)
    }
    let root = "\(currentDirectory)/\(RunningInstance.root)"
    if let name = currentName(in: root) { return try running("\(root)/\(name)", client) }
    let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
    return SystemLocation(addresses: try settings.busAddresses(as: client))
  }

  private static func running(_ directory: String, _ client: String) throws -> SystemLocation {
    let instance = try RunningInstance(directory: directory)
    guard instance.isSupervised else {
      throw CommandFailure(.notRunning, "the instance \(directory) is not running: start it with autotrader up")
    }
    return SystemLocation(addresses: try instance.addresses(as: client), instance: instance)
  }

  /// The folder of instances is accepted in place of an instance: its `current` is meant.
  private static func directory(_ named: String, from currentDirectory: String) throws(CommandFailure) -> String {
    let path = named.hasPrefix("/") ? named : "\(currentDirectory)/\(named)"
    if FileManager.default.fileExists(atPath: "\(path)/\(RunningInstance.fileName)") { return path }
    guard let name = currentName(in: path) else {
      throw CommandFailure(.notRunning, "there is no instance in \(path)")
    }
    return "\(path)/\(name)"
  }

  package static func currentName(in root: String) -> String? {
    guard let data = FileManager.default.contents(atPath: "\(root)/\(RunningInstance.currentName)") else { return nil }
    let name = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return name.isEmpty || name.contains("/") ? nil : name
  }
}
