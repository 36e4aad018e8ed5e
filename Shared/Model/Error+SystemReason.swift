import FoundationEssentials
import Glibc

extension Error {
  /// The operating system's reason, such as `Permission denied`: Foundation describes a failed file operation by a dump of its parts, for
  /// programmers. Any other error describes itself.
  package var systemReason: String {
    let cause = (self as? CocoaError)?.userInfo["NSUnderlyingError"] ?? self
    guard let posix = cause as? POSIXError else { return "\(self)" }
    return String(cString: strerror(posix.code.rawValue))
  }
}
