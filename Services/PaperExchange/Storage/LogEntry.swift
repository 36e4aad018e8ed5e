/// One accepted command and the engine's time at which it was carried out.
struct LogEntry: Hashable, Sendable {
  /// 1, 2, 3, … without gaps.
  let number: Int
  /// Milliseconds since 1970.
  let time: Int64
  let command: Command
}

extension LogEntry: Codable {
  private enum Key: String, CodingKey { case number = "n", time = "at" }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    number = try container.decode(Int.self, forKey: .number)
    time = try container.decode(Int64.self, forKey: .time)
    command = try Command(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(number, forKey: .number)
    try container.encode(time, forKey: .time)
    try command.encode(to: encoder)
  }
}
