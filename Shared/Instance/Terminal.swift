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

  package init(hasColours: Bool, sink: @escaping @Sendable (String) -> Void) {
    self.hasColours = hasColours
    self.sink = sink
  }

  package static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
  package static let standardError = Terminal(descriptor: STDERR_FILENO)

  private init(descriptor: Int32) {
    let colours = isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    // A reader that has left is not an error of the writer.
    self.init(hasColours: colours) { text in
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
      }
    }
  }

  /// Writes one line in one call, so that lines of several tasks do not mix.
  package func line(_ text: String = "") { sink(text + "\n") }

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
