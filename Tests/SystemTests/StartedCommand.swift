import Foundation
import TestKit

/// A program that a test has started, its output in a file.
final class StartedCommand: Sendable {
  private let process = Process()
  private let name: String
  private let outputPath: String

  /// - Parameters:
  ///   - environment: added to the test's own, without its settings of ours.
  ///   - input: where it reads from; nothing unless given.
  init(_ program: URL, _ arguments: [String], environment: [String: String] = [:], input: FileHandle = .nullDevice, outputPath: String)
    throws
  {
    name = ([program.lastPathComponent] + arguments).joined(separator: " ")
    self.outputPath = outputPath
    try Data().write(to: URL(fileURLWithPath: outputPath))
    process.executableURL = program
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AUTOTRADER_") }
    variables.merge(environment) { _, new in new }
    process.environment = variables
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  /// What it has written so far. A character may be there in part.
  func output() throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: outputPath)), as: UTF8.self) }

  /// The whole lines of the output so far.
  func lines() throws -> [String] {
    let output = try output()
    guard let end = output.lastIndex(of: "\n") else { return [] }
    return output[..<end].split(separator: "\n").map(String.init)
  }

  func waitForOutput() async throws {
    try await eventually("\(name) writes something") { try !self.lines().isEmpty }
  }

  /// Waits for the end.
  func exitCode() async throws -> Int32 {
    try await eventually("\(name) ends", within: .seconds(300)) { !self.process.isRunning }
    return process.terminationStatus
  }

  /// Sends a signal that ends it, and waits.
  func end(_ signal: Int32) async throws {
    kill(process.processIdentifier, signal)
    _ = try await exitCode()
  }
}
