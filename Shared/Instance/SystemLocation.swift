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

  /// The option wins over the environment, that over the current folder's `.autotrader/current`, that over a configuration that says where
  /// the bus is. Its default address is nobody's choice: whoever listens there may be another system, and money may hang on what it is told.
  /// - Throws: ``CommandFailure`` `notRunning` when nothing of that is there, or the instance has ended.
  package static func find(
    as client: String = "autotrader", instance option: String?, environment: [String: String], currentDirectory: String
  ) throws -> SystemLocation {
    if let instance = try instance(option, environment: environment, currentDirectory: currentDirectory) {
      return SystemLocation(addresses: try instance.addresses(as: client), instance: instance)
    }
    let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
    guard settings.namesTheBus else {
      throw CommandFailure(
        .notRunning,
        "nothing runs in this folder (\(currentDirectory)): start it with autotrader up, or name its folder with --instance DIR")
    }
    return SystemLocation(addresses: try settings.busAddresses(as: client))
  }

  /// The running instance without its bus, for what needs none of the bus's keys; nil when neither the option, nor the environment nor the
  /// current folder has one.
  /// - Throws: ``CommandFailure`` `notRunning` when it is not there or has ended.
  package static func instance(
    _ option: String?, environment: [String: String], currentDirectory: String
  ) throws(CommandFailure) -> RunningInstance? {
    if let named = [option, environment["AUTOTRADER_INSTANCE"]].compactMap({ $0 }).first(where: { !$0.isEmpty }) {
      return try running(try directory(named, from: currentDirectory))
    }
    let root = "\(currentDirectory)/\(RunningInstance.root)"
    return try currentName(in: root).map { name throws(CommandFailure) in try running("\(root)/\(name)") }
  }

  private static func running(_ directory: String) throws(CommandFailure) -> RunningInstance {
    let instance = try RunningInstance(directory: directory)
    guard instance.isSupervised else {
      throw CommandFailure(.notRunning, "the instance \(directory) is not running: start it with autotrader up")
    }
    return instance
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
