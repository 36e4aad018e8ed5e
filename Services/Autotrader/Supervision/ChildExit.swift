import Glibc

/// How a process ended.
enum ChildExit: Sendable, Equatable, CustomStringConvertible {
  case code(Int32)
  case signal(Int32)

  /// From `waitpid`'s status word.
  init(status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
  }

  var description: String {
    switch self {
    case .code(let code): "exit code \(code)"
    case .signal(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }
}
