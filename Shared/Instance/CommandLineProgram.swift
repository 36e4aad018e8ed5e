import ArgumentParser
import Glibc
import Messaging
import ServiceKit

/// Runs a command-line tool and turns its errors into a sentence on standard error and a stable exit code.
package enum CommandLineProgram {
  package static func run<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
    do {
      var command = try Root.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      try Terminal.standardOutput.requireComplete()
    } catch {
      if let failure = failure(for: error) {
        Terminal.standardError.line("\(Root._commandName): \(failure.description)")
        exit(failure.code.rawValue)
      }
      Root.exit(withError: error)
    }
    exit(0)
  }

  /// nil for what the argument parser reports itself.
  static func failure(for error: any Error) -> CommandFailure? {
    switch error {
    case let failure as CommandFailure: failure
    case let error as ConfigurationError: CommandFailure(.configuration, "configuration: \(error)")
    case let error as BusError:
      CommandFailure([.timeout, .notLeader].contains(error.code) ? .notRunning : .failed, error.description)
    default: nil
    }
  }
}
