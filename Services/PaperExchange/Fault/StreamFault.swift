/// What can go wrong with a message of a stream.
enum StreamFault: Hashable, Sendable {
  case drop
  case duplicate
  /// Sent after the next message of the connection.
  case reorder
  case delay(milliseconds: Int64)
  /// The connection stays open and is silent from now on, pings included.
  case stall
  /// The connection is closed without a closing frame.
  case disconnect

  static let names = ["drop", "duplicate", "reorder", "delay", "stall", "disconnect"]

  init?(_ name: String, milliseconds: Int64) {
    switch name {
    case "drop": self = .drop
    case "duplicate": self = .duplicate
    case "reorder": self = .reorder
    case "delay": self = .delay(milliseconds: milliseconds)
    case "stall": self = .stall
    case "disconnect": self = .disconnect
    default: return nil
    }
  }
}
