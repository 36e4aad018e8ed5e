import HTTPClient
import Model
import Synchronization

/// Whether the server may be called now: a breaker for failures, and a switch that a refused key or an empty account turns off for a while.
/// A class because its state is shared by concurrent calls.
final class ServerGate: Sendable {
  /// A person must act; asking at each cycle would only fill the log.
  static let offFor = Duration.seconds(600)

  private struct Off {
    let until: Timestamp
    let reason: String
  }

  private let breaker: GuardedBreaker
  private let off = Mutex<Off?>(nil)
  /// The simplest format that a model's server has been found to need.
  private let formats = Mutex<[String: AnswerFormat]>([:])

  init(_ breaker: GuardedBreaker = GuardedBreaker()) { self.breaker = breaker }

  func admit(at now: Timestamp) throws(CallFault) {
    if let off = off.withLock({ $0 }), now < off.until {
      throw CallFault(.serverOff, "the server is not asked before \(off.until) (\(off.reason))", .stop)
    }
    do throws(CircuitBreaker.Open) {
      try breaker.admit(at: now)
    } catch {
      throw CallFault(.breakerOpen, "the server has failed too often in a row, it is not asked before \(error.until)", .stop)
    }
  }

  /// As ``CircuitBreaker/State`` is written; a switched off server counts as open.
  func state(at now: Timestamp) -> String {
    if let off = off.withLock({ $0 }), now < off.until { return CircuitBreaker.State.open.rawValue }
    return breaker.state(at: now).rawValue
  }

  /// Failures of the server open the breaker; refusals of the request say that it is there.
  func report(_ fault: CallFault?, at now: Timestamp) {
    guard let fault else { return breaker.succeeded() }
    switch fault.code {
    case .serverError, .overloaded, .noConnection, .connectionLost, .timedOut, .requestTimeout: breaker.failed(at: now)
    default: breaker.succeeded()
    }
    if fault.action == .switchOff { off.withLock { $0 = Off(until: now + Self.offFor, reason: fault.description) } }
  }

  func abandon() { breaker.abandoned() }

  func format(_ model: String) -> AnswerFormat? { formats.withLock { $0[model] } }
  func learn(_ format: AnswerFormat, of model: String) { formats.withLock { $0[model] = format } }
}
