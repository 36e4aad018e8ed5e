import Messages
import Model

/// Whether trading runs. Pure: the same in a test, at the gate and after a restart.
///
/// A pause or a halt ends only by a request. A breaker that still holds at a resume keeps trading halted, unless the resume re-bases it.
package struct TradingState: Sendable, Equatable {
  package private(set) var level: TradingLevel
  package private(set) var reason: StopReason?
  package private(set) var message: String?
  package private(set) var decidedBy: String?
  package private(set) var since: Timestamp
  package private(set) var equity: EquityRecord

  package init(
    level: TradingLevel = .running, reason: StopReason? = nil, message: String? = nil, decidedBy: String? = nil, since: Timestamp,
    equity: EquityRecord = EquityRecord()
  ) {
    self.level = level
    self.reason = reason
    self.message = message
    self.decidedBy = decidedBy
    self.since = since
    self.equity = equity
  }

  /// Who decides when a breaker trips.
  package static let breaker = ServiceName.riskManager.rawValue

  /// Why the gate is closed; nil while trading runs.
  package var stop: TradingStop? {
    let text = message ?? level.rawValue
    switch (level, reason) {
    case (.running, _): return nil
    case (.paused, _): return TradingStop(reason: "paused", message: text)
    case (.halted, .dailyLoss?), (.halted, .drawdown?): return TradingStop(reason: reason?.rawValue ?? "halted", message: text)
    case (.halted, _): return TradingStop(reason: "halted", message: text)
    }
  }

  /// Records the equity and trips the breakers. - Returns: what to publish when one tripped now.
  package mutating func observe(_ money: Money, at now: Timestamp, _ limits: BreakerLimits) -> TradingHalted? {
    equity.observe(money, at: now)
    guard level != .halted, let breach = equity.breach(limits) else { return nil }
    return trip(breach, at: now)
  }

  package mutating func apply(_ request: SetTradingState, at now: Timestamp, _ limits: BreakerLimits) -> TradingChange {
    switch request.action {
    case .pause: pause(by: request.decidedBy, at: now)
    case .halt: halt(by: request.decidedBy, flatten: request.flatten, at: now)
    case .resume: resume(by: request.decidedBy, resetBreakers: request.resetBreakers, at: now, limits)
    }
  }

  private mutating func pause(by person: String, at now: Timestamp) -> TradingChange {
    switch level {
    case .halted: return TradingChange(accepted: false, message: "trading is halted, which is more than a pause: \(message ?? "")")
    case .paused: return TradingChange(accepted: true, message: "trading was paused already: \(message ?? "")")
    case .running: return stop(.paused, .asked, "paused by \(person)", by: person, flatten: false, at: now)
    }
  }

  /// A halt that comes again with `flatten` keeps its first reason, and the closing is announced.
  private mutating func halt(by person: String, flatten: Bool, at now: Timestamp) -> TradingChange {
    guard level == .halted else { return stop(.halted, .asked, "halted by \(person)", by: person, flatten: flatten, at: now) }
    let text = "trading was halted already: \(message ?? "")"
    guard flatten else { return TradingChange(accepted: true, message: text) }
    let event = TradingHalted(
      level: .halted, reason: StopReason.asked.rawValue, message: "positions are to be closed, asked by \(person)", flatten: true,
      decidedBy: person)
    return TradingChange(accepted: true, message: text, announcement: .halted(event))
  }

  private mutating func resume(by person: String, resetBreakers: Bool, at now: Timestamp, _ limits: BreakerLimits) -> TradingChange {
    if resetBreakers { equity.rebase() }
    if level == .running {
      return TradingChange(accepted: true, message: resetBreakers ? "the breakers were reset" : "trading runs already")
    }
    if let breach = equity.breach(limits) {
      // It never opens in between: the gate would let an entry pass.
      let isNew = level != .halted || reason != breach.reason
      let event = isNew ? trip(breach, at: now) : nil
      return TradingChange(
        accepted: false, message: "still halted: \(breach.message); resume with the breakers reset to go on from this equity",
        announcement: event.map { .halted($0) })
    }
    self = TradingState(since: now, equity: equity)
    decidedBy = person
    return TradingChange(accepted: true, message: "trading runs", announcement: .resumed(TradingResumed(decidedBy: person)))
  }

  private mutating func trip(_ breach: EquityRecord.Breach, at now: Timestamp) -> TradingHalted {
    self = TradingState(
      level: .halted, reason: breach.reason, message: breach.message, decidedBy: Self.breaker, since: now, equity: equity)
    return TradingHalted(
      level: .halted, reason: breach.reason.rawValue, message: breach.message, flatten: false, decidedBy: Self.breaker)
  }

  private mutating func stop(
    _ level: HaltLevel, _ reason: StopReason, _ message: String, by person: String, flatten: Bool, at now: Timestamp
  ) -> TradingChange {
    self = TradingState(
      level: level == .paused ? .paused : .halted, reason: reason, message: message, decidedBy: person, since: now, equity: equity)
    let event = TradingHalted(level: level, reason: reason.rawValue, message: message, flatten: flatten, decidedBy: person)
    return TradingChange(accepted: true, message: message, announcement: .halted(event))
  }
}
