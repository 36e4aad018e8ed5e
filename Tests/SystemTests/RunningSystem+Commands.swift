import Foundation
import TestKit

extension RunningSystem {
  /// Runs `autotrader` on this system. - Returns: its exit code and what it wrote.
  func autotrader(_ arguments: String...) async throws -> (code: Int32, output: String) {
    let file = "\(folder)/command-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = Self.program("autotrader")
    process.arguments = arguments + ["--instance", "\(folder)/instances"]
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try await eventually("autotrader \(arguments.joined(separator: " ")) ends", within: .seconds(90)) { !process.isRunning }
    return (process.terminationStatus, try String(contentsOfFile: file, encoding: .utf8))
  }
}
