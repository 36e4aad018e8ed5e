/// What the HTTP shell does with a request: usually it sends a response at once.
struct ExchangeAnswer: Sendable {
  enum Ending: Sendable {
    case reply(APIResponse)
    /// The connection is closed without a response.
    case close
    /// The connection is reset.
    case reset
  }

  var delay = Duration.zero
  let ending: Ending
}
