/// What can go wrong with a request.
enum RequestFault: String, Codable, Sendable, CaseIterable {
  /// Answered after a while.
  case delay
  /// Carried out; the connection is closed without the answer.
  case loseReply = "lose-reply"
  /// Not carried out; the connection is closed without an answer.
  case loseRequest = "lose-request"
  /// Not carried out; the connection is reset.
  case reset
  /// Not carried out; no answer for a while, then the connection is closed.
  case stall
  /// Carried out; the answer ends in the middle.
  case truncate
  /// Carried out; the answer is no JSON.
  case garbage
  /// Not carried out; HTTP 500, 502 or 503.
  case serverError = "500"
  case badGateway = "502"
  case unavailable = "503"
  /// Not carried out; HTTP 403 as for too many requests of an address.
  case forbidden = "403"
  /// Not carried out; HTTP 429.
  case tooMany = "429"
  /// Not carried out; answered with this code.
  case timestamp = "10002"
  case rateLimit = "10006"
  case serverTimeout = "10000"
  case restarting = "10016"

  /// Whether the request takes effect all the same.
  var isCarriedOut: Bool { [.delay, .loseReply, .truncate, .garbage].contains(self) }
}
