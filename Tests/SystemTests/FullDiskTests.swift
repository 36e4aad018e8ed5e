import Foundation
import TestKit
import Testing

/// A command whose output does not arrive.
@Suite struct FullDiskTests {
  /// - Returns: what a shell says and how it ends; `autotrader` is the program.
  private func shell(_ line: String) async throws -> (code: Int32, errors: String) {
    let folder = RunningSystem.newFolder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let program = RunningSystem.program("autotrader").path
    let command = try StartedCommand(
      URL(fileURLWithPath: "/bin/bash"), ["-c", "autotrader() { '\(program)' \"$@\"; }; \(line)"], outputPath: "\(folder)/errors")
    let result = (code: try await command.exitCode(), errors: try command.output())
    try FileManager.default.removeItem(atPath: folder)
    return result
  }

  @Test func anOutputThatIsCutShortIsSaidAndEndsWithACode() async throws {
    let full = try await shell("autotrader config example > /dev/full")
    #expect(full.code == 1 && full.errors.contains("cut short: No space left on device"), "\(full)")
    let whole = try await shell("autotrader config example > /dev/null")
    #expect(whole.code == 0 && whole.errors.isEmpty, "\(whole)")
  }

  @Test func aReaderThatHasLeftIsNoErrorOfTheWriter() async throws {
    let left = try await shell("trap '' PIPE; autotrader config example | true; exit ${PIPESTATUS[0]}")
    #expect(left.code == 0 && left.errors.isEmpty, "\(left)")
  }
}
