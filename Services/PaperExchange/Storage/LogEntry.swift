/// One accepted command and the engine's time at which it was carried out.
struct LogEntry: Hashable, Sendable {
  /// 1, 2, 3, … without gaps.
  let number: Int
  /// Milliseconds since 1970.
  let time: Int64
  /// Counted from 0 in the order in which accounts were opened.
  let account: Int
  let command: Command
}

extension LogEntry: Codable {
  private enum Key: String, CodingKey { case number = "n", time = "at", account }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    number = try container.decode(Int.self, forKey: .number)
    time = try container.decode(Int64.self, forKey: .time)
    account = try container.decodeIfPresent(Int.self, forKey: .account) ?? 0
    command = try Command(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(number, forKey: .number)
    try container.encode(time, forKey: .time)
    if account != 0 { try container.encode(account, forKey: .account) }
    try command.encode(to: encoder)
  }
}
