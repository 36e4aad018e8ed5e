import Instance
import Model

/// Shows each step of the start on a line of its own when it is done, with the time it took.
struct StepReporter: Sendable {
  let terminal: Terminal
  let time: TimeSource

  /// - Parameter body: returns what to add to the title; nil: nothing.
  func step(_ title: String, _ body: () async throws -> String?) async throws {
    let start = time.now
    do {
      let addition = try await body()
      done(title + (addition.map { ": \($0)" } ?? ""), since: start)
    } catch {
      if !(error is CancellationError) { line(terminal.styled("✗", .red), title, since: start) }
      throw error
    }
  }

  func done(_ title: String, since start: Timestamp) { line(terminal.styled("✓", .green), title, since: start) }

  private func line(_ mark: String, _ title: String, since start: Timestamp) {
    terminal.line("\(mark) \(title.padded(to: 60)) \(terminal.styled((time.now - start).text, .dim))")
  }
}
