/// What a person may ask of the bot.
package enum BotCommand: Sendable, Equatable {
  case start, help, version, status, positions, balance, daily, performance, pause, resume, cost, cycle, health
  case trades(limit: Int)
  case profit(days: Int)
  case halt(flatten: Bool)
  case closeTrades(CloseTargetText)
  case why(String)
  case settings
  case set(NoticeKind, NoticeLevel)
  /// A command that cannot be carried out, and what to write instead.
  case wrong(String)

  /// `all`, or a trade's id or its first characters.
  package struct CloseTargetText: Sendable, Equatable {
    package let text: String
    package var isAll: Bool { text == "all" }
  }

  /// - Returns: nil for text that is no command. `/status@desk_bot` is `/status`; a command for another bot is none.
  package init?(_ text: String, botName: String? = nil) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first, first.hasPrefix("/") else { return nil }
    let parts = first.dropFirst().split(separator: "@", maxSplits: 1).map(String.init)
    guard let name = parts.first?.lowercased() else { return nil }
    if parts.count > 1, let botName, parts[1].lowercased() != botName.lowercased() { return nil }
    self = Self.read(name, Array(words.dropFirst()))
  }

  private static let plain: [String: BotCommand] = [
    "start": .start, "help": .help, "version": .version, "status": .status, "positions": .positions, "balance": .balance, "daily": .daily,
    "performance": .performance, "pause": .pause, "resume": .resume, "cost": .cost, "cycle": .cycle, "health": .health,
  ]

  private static func read(_ name: String, _ arguments: [String]) -> BotCommand {
    if let command = plain[name] { return command }
    switch name {
    case "trades":
      return number(arguments, usual: 10, 1...50).map { .trades(limit: $0) } ?? .wrong("Write /trades or /trades 20 (1 to 50).")
    case "profit":
      return number(arguments, usual: 30, 1...366).map { .profit(days: $0) } ?? .wrong("Write /profit or /profit 7 (1 to 366 days).")
    case "halt":
      switch arguments {
      case []: return .halt(flatten: false)
      case ["flatten"]: return .halt(flatten: true)
      default: return .wrong("Write /halt, or /halt flatten to close every position too.")
      }
    case "close":
      guard arguments.count == 1 else { return .wrong("Write /close all, or /close and a trade's id as /trades shows it.") }
      return .closeTrades(CloseTargetText(text: arguments[0].lowercased()))
    case "why":
      guard arguments.count == 1 else { return .wrong("Write /why and a trade's id as /trades shows it.") }
      return .why(arguments[0].lowercased())
    case "settings": return settings(arguments)
    default: return .wrong("There is no command /\(name). /help lists them.")
    }
  }

  private static func settings(_ arguments: [String]) -> BotCommand {
    if arguments.isEmpty { return .settings }
    guard arguments.count == 2, let kind = NoticeKind(rawValue: arguments[0]), let level = NoticeLevel(rawValue: arguments[1]) else {
      return .wrong("Write /settings, or for example /settings trade.opened silent (on, silent or off).")
    }
    guard level != .off || kind.mayBeOff else { return .wrong("\(kind.rawValue) protects the account: it can be silent, not off.") }
    return .set(kind, level)
  }

  private static func number(_ arguments: [String], usual: Int, _ range: ClosedRange<Int>) -> Int? {
    if arguments.isEmpty { return usual }
    guard arguments.count == 1, let number = Int(arguments[0]), range.contains(number) else { return nil }
    return number
  }

  /// A stop is carried out however late it arrives; everything else was meant for the moment in which it was written.
  package var isOfUseLate: Bool {
    switch self {
    case .halt(flatten: false), .pause: true
    default: false
    }
  }
}
