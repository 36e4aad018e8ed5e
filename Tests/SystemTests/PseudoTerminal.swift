import Foundation
import Glibc
import TestKit

/// A terminal without a screen: a program reads what a test types.
final class PseudoTerminal: Sendable {
  /// What the program reads from.
  let input: FileHandle
  private let keyboard: FileHandle

  init() throws {
    let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN: their macros, like posix_openpt, do not reach Swift.
    var (lock, number) = (Int32(0), Int32(0))
    guard descriptor >= 0, ioctl(descriptor, 0x4004_5431, &lock) == 0, ioctl(descriptor, 0x8004_5430, &number) == 0 else {
      throw TestFailure("no pseudo terminal: \(String(cString: strerror(errno)))")
    }
    keyboard = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard other >= 0 else { throw TestFailure("the pseudo terminal cannot be opened: \(String(cString: strerror(errno)))") }
    input = FileHandle(fileDescriptor: other, closeOnDealloc: true)
  }

  func type(_ text: String) throws { try keyboard.write(contentsOf: Data(text.utf8)) }

  /// Whether the terminal shows what is typed.
  func echoes() throws -> Bool {
    var settings = termios()
    guard tcgetattr(input.fileDescriptor, &settings) == 0 else { throw TestFailure("not a terminal") }
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// What is on the screen now.
  func shown() throws -> String {
    guard fcntl(keyboard.fileDescriptor, F_SETFL, O_NONBLOCK) == 0 else { throw TestFailure("cannot look at the screen") }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(keyboard.fileDescriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
