/// A request on its way to the transfer thread. The continuation is resumed exactly once.
struct Submission: Sendable {
  typealias Outcome = Result<HTTPResponse, HTTPError>

  let request: HTTPRequest
  let isPlain: Bool
  let ticket: Ticket
  let continuation: CheckedContinuation<Outcome, Never>
}
