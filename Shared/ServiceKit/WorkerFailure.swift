import Model

/// Since when a worker fails at every step, and what is to be said about it. Pure: moments come in.
struct WorkerFailure: Sendable, Equatable {
  /// A person is told of what has lasted longer; a restart of the database or of the exchange has not.
  static let alarming = Duration.seconds(30)
  /// Between two lines in the log about the same failure.
  static let repetition = Duration.seconds(60)
  /// Characters of an error that are passed on.
  static let maximumText = 300

  /// Its first failure after it last worked.
  let since: Timestamp
  /// In a row.
  private(set) var count = 0
  /// The last one, in one line.
  private(set) var error = ""
  private(set) var isAlerted = false
  private var lastLine: Timestamp?

  init(since: Timestamp) { self.since = since }

  /// - Returns: whether the log says so: at the first failure, and every minute.
  mutating func happened(_ error: String, at now: Timestamp) -> Bool {
    count += 1
    self.error = Self.bounded(error)
    if let lastLine, now - lastLine < Self.repetition { return false }
    lastLine = now
    return true
  }

  func isAlarming(at now: Timestamp) -> Bool { now - since > Self.alarming }

  /// Once, until it has worked again.
  func needsAlert(at now: Timestamp) -> Bool { !isAlerted && isAlarming(at: now) }

  mutating func alerted() { isAlerted = true }

  private static func bounded(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= maximumText ? line : "\(line.prefix(maximumText))…"
  }
}
