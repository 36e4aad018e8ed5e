import Foundation

/// A shell that waits for this process to go, then runs `script`: it also works when the process is killed.
func afterThisProcess(_ script: String) throws {
  let watcher = Process()
  watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
  let identifier = ProcessInfo.processInfo.processIdentifier
  watcher.arguments = ["-c", "cd / && while kill -0 \(identifier) 2>/dev/null; do sleep 0.3; done; \(script)"]
  watcher.standardOutput = FileHandle.nullDevice
  watcher.standardError = FileHandle.nullDevice
  try watcher.run()
}
