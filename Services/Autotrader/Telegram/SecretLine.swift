import Glibc
import Instance
import UnixSignals

/// A secret that a person types: the terminal does not show it meanwhile, and shows what is typed again however this ends.
enum SecretLine {
  private struct Ended: Sendable { let line: String? }

  /// - Returns: nil when there is no line.
  /// - Throws: ``CommandFailure`` when the descriptor is no terminal.
  static func read(from descriptor: Int32) async throws -> String? {
    var shown = termios()
    guard tcgetattr(descriptor, &shown) == 0 else {
      throw CommandFailure(.failed, "the terminal cannot be asked for a secret: \(String(cString: strerror(errno)))")
    }
    let before = shown
    @Sendable func restore() {
      var settings = before
      _ = tcsetattr(descriptor, TCSAFLUSH, &settings)
    }
    // Trapped before the echo is off: Ctrl-C must not leave the terminal mute.
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup, .sigquit)
    var hidden = before
    hidden.c_lflag = hidden.c_lflag & ~tcflag_t(ECHO) | tcflag_t(ECHONL)
    guard tcsetattr(descriptor, TCSAFLUSH, &hidden) == 0 else {
      throw CommandFailure(.failed, "the terminal shows what is typed, and cannot be told not to: \(String(cString: strerror(errno)))")
    }
    defer { restore() }
    return await withTaskGroup(of: Ended?.self) { group in
      group.addTask { Ended(line: Swift.readLine()) }
      group.addTask {
        for await signal in signals {
          // The other task is blocked in its read: nothing else can end it.
          restore()
          exit(128 + signal.rawValue)
        }
        return nil
      }
      defer { group.cancelAll() }
      for await ended in group { if let ended { return ended.line } }
      return nil
    }
  }
}
