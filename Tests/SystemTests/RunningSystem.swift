import Database
import Foundation
import Instance
import Model
import TestKit

/// A whole system of real processes under `autotrader up`, on ports and in a folder of its own.
final class RunningSystem: Sendable {
  let folder: String
  let basePort: Int
  private let process: Process
  private let outputPath: String

  /// - Parameters:
  ///   - arguments: what follows `autotrader up`.
  ///   - prepared: a folder of ``newFolder()``.
  ///   - earlier: a system that has ended, whose folder and ports are used again.
  init(
    _ arguments: [String], basePort: Int, environment: [String: String] = [:], in prepared: String? = nil,
    after earlier: RunningSystem? = nil
  ) throws {
    folder = earlier?.folder ?? prepared ?? Self.newFolder()
    self.basePort = basePort
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    outputPath = "\(folder)/output"
    try Data().write(to: URL(fileURLWithPath: outputPath))
    process = Process()
    process.executableURL = Self.program("autotrader")
    process.arguments = ["up", "--base-port", "\(basePort)", "--directory", "\(folder)/instances"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AUTOTRADER_") }
    variables.merge(environment) { _, new in new }
    process.environment = variables
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  /// A test that failed before it came to `stop()` leaves no system behind.
  deinit { if process.isRunning { process.interrupt() } }

  static func newFolder() -> String { "/tmp/at-system-\(UUID().uuidString.prefix(8).lowercased())" }

  /// The executables lie beside the test runner.
  static func program(_ name: String) -> URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(name)
  }

  var output: String {
    guard let data = FileManager.default.contents(atPath: outputPath) else { return "(\(outputPath) cannot be read)" }
    return String(decoding: data, as: UTF8.self)
  }

  var isRunning: Bool { process.isRunning }

  /// Waits for the end. - Returns: the exit code.
  func exitCode(within limit: Duration = .seconds(300)) async throws -> Int32 {
    try await eventually("autotrader up ends; so far: \(output.suffix(600))", within: limit) { !self.process.isRunning }
    return process.terminationStatus
  }

  func waitUntilReady() async throws {
    try await eventually("the system is ready", within: .seconds(180)) {
      guard self.process.isRunning else { throw TestFailure("autotrader up ended: \(self.output)") }
      return self.output.contains("Ready in")
    }
  }

  /// SIGINT, as Ctrl-C sends it, then the end.
  func stop() async throws -> Int32 {
    process.interrupt()
    return try await exitCode()
  }

  /// The running instance of this system; one of an earlier run may lie beside it.
  func instance() throws -> RunningInstance {
    let root = "\(folder)/instances"
    let name = try String(contentsOfFile: "\(root)/\(RunningInstance.currentName)", encoding: .utf8)
    return try RunningInstance(directory: "\(root)/\(name.trimmingCharacters(in: .whitespacesAndNewlines))")
  }

  /// Kills a process of the system without a warning.
  /// - Returns: its process id.
  @discardableResult
  func kill(_ name: String) throws -> Int32 {
    guard let member = try instance().members.first(where: { $0.name == name }) else { throw TestFailure("\(name) is not running") }
    guard Foundation.kill(member.pid, SIGKILL) == 0 else { throw TestFailure("\(name) could not be killed") }
    return member.pid
  }

  func pid(of name: String) throws -> Int32? { try instance().members.first { $0.name == name }?.pid }

  /// A connection that may read every slice.
  func auditor() throws -> Database {
    let instance = try instance()
    let password = try String(contentsOfFile: "\(instance.directory)/secrets/database-administrator", encoding: .utf8)
    return Database(
      DatabaseConfiguration(
        address: instance.database, user: "postgres", password: password, applicationName: "system-test", limits: .patient))
  }

  /// Kills every process of the system without a warning, its supervisor first and PostgreSQL with them.
  func killEverything() async throws {
    Foundation.kill(process.processIdentifier, SIGKILL)
    try await eventually("every process is gone") {
      let left = try self.processes()
      for process in left { Foundation.kill(process.pid, SIGKILL) }
      return left.isEmpty && !self.process.isRunning
    }
  }

  /// Command lines of processes that name this system's folder.
  func leftovers() throws -> [String] { try processes().map(\.line) }

  /// Processes whose command line or environment names this system's folder.
  private func processes() throws -> [(pid: Int32, line: String)] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.compactMap { pid in
      guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return nil }
      let line = String(decoding: data.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
      let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ").map { String(decoding: $0, as: UTF8.self) } ?? ""
      return line.contains(folder) || environment.contains(folder) ? (pid, line) : nil
    }
  }

  func remove() throws { try FileManager.default.removeItem(atPath: folder) }
}
