import Glibc

/// For the one line that must be seen at the first start, whatever the log's level and format are.
enum StandardError {
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
