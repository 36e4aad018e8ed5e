import FoundationEssentials
import Glibc

/// Where a command writes for people and programs. Colours only on a terminal, and not when `NO_COLOR` is set.
package struct Terminal: Sendable {
  package enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  package let hasColours: Bool
  private let sink: @Sendable (String) -> Void
  private let failure: @Sendable () -> String?

  package init(hasColours: Bool, sink: @escaping @Sendable (String) -> Void) {
    self.init(hasColours: hasColours, sink: sink, failure: { nil })
  }

  private init(hasColours: Bool, sink: @escaping @Sendable (String) -> Void, failure: @escaping @Sendable () -> String?) {
    self.hasColours = hasColours
    self.sink = sink
    self.failure = failure
  }

  package static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
  package static let standardError = Terminal(descriptor: STDERR_FILENO)

  package init(descriptor: Int32) {
    let output = OutputDescriptor(descriptor)
    let colours = output.isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    self.init(hasColours: colours, sink: { output.write($0) }, failure: { output.failure })
  }

  /// Writes one line in one call, so that lines of several tasks do not mix.
  package func line(_ text: String = "") { sink(text + "\n") }

  /// - Throws: ``CommandFailure`` when a line could not be written: what was written is no whole result.
  package func requireComplete() throws {
    guard let reason = failure() else { return }
    throw CommandFailure(.failed, "the output is cut short: \(reason)")
  }

  package func styled(_ text: String, _ styles: Style...) -> String {
    guard hasColours, !styles.isEmpty else { return text }
    return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// One JSON document on one line, keys sorted.
  package func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

extension String {
  /// Filled with spaces on the right; longer texts stay as they are.
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
