import Model

/// The operations that a client sends.
enum StreamCommand {
  static func authenticate(_ credentials: BybitCredentials, expires: Timestamp) -> String {
    let signature = BybitSignature.webSocket(credentials, expires: expires)
    return #"{"op":"auth","args":["\#(credentials.key)",\#(expires.milliseconds),"\#(signature)"]}"#
  }

  static func subscribe(_ topics: [String]) -> String { list("subscribe", topics) }
  static func unsubscribe(_ topics: [String]) -> String { list("unsubscribe", topics) }
  static let ping = #"{"req_id":"ping","op":"ping"}"#

  /// Topics are made of letters, digits and dots.
  private static func list(_ operation: String, _ topics: [String]) -> String {
    #"{"op":"\#(operation)","args":[\#(topics.map { "\"\($0)\"" }.joined(separator: ","))]}"#
  }
}
