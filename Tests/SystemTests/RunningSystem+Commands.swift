import Foundation
import TestKit

extension RunningSystem {
  /// Runs `autotrader` on this system. - Returns: its exit code and what it wrote.
  func autotrader(_ arguments: String...) async throws -> (code: Int32, output: String) { try await autotrader(arguments) }

  func autotrader(_ arguments: [String]) async throws -> (code: Int32, output: String) {
    let command = try start("autotrader", arguments + ["--instance", "\(folder)/instances"])
    return (try await command.exitCode(), try command.output())
  }

  /// Runs `bus-tap` on this system to its end.
  func busTap(_ arguments: String...) async throws -> (code: Int32, output: String) {
    let command = try start("bus-tap", arguments + ["--instance", "\(folder)/instances"])
    return (try await command.exitCode(), try command.output())
  }

  /// Starts a program in this system's folder.
  func start(_ program: String, _ arguments: [String]) throws -> StartedCommand {
    try StartedCommand(Self.program(program), arguments, outputPath: "\(folder)/command-\(UUID().uuidString)")
  }
}
