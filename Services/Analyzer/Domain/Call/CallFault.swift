import Model

/// Why a call gave no answer, and what follows from it.
package struct CallFault: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Codable, Sendable, CaseIterable {
    // The server refused the request.
    case invalidRequest, unsupportedParameter, formatUnsupported, contextTooLong, imageRefused, contentPolicy, tooLarge, unprocessable
    case invalidKey, forbidden, modelNotFound, quotaExhausted
    // The server may answer later.
    case requestTimeout, conflict, rateLimited, serverError, overloaded
    // Nothing usable came.
    case noConnection, connectionLost, timedOut, unexpectedStatus, notJSON, noChoice
    // A reply came that is no answer.
    case refused, truncated, filtered, unexpectedEnd, empty, malformedAnswer
    // Not asked.
    case breakerOpen, serverOff, overBudget, noTime, paidTwice, noEstimate
  }

  package enum Action: String, Codable, Sendable {
    /// Ask again after a pause, if there is time.
    case retry
    /// The same after a longer pause.
    case retrySlower
    /// Ask in a simpler format.
    case nextFormat
    case nextModel
    /// Every further call would fail alike until a person does something: off for a while.
    case switchOff
    /// No further call for this chart.
    case stop
  }

  package let code: Code
  package let message: String
  package let action: Action
  /// The server's wish.
  package let pause: Duration?
  /// The server may have worked and charge for it: the reservation counts as spent.
  package let mayBePaid: Bool

  package init(_ code: Code, _ message: String, _ action: Action, pause: Duration? = nil, mayBePaid: Bool = false) {
    self.code = code
    self.message = message
    self.action = action
    self.pause = pause
    self.mayBePaid = mayBePaid
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
