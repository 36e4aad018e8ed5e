import Messages
import Model

/// What one event adds to a cycle's story.
package struct StoryUpdate: Sendable, Equatable {
  package enum SignalState: String, Sendable, Equatable {
    case ranked, proposed, confirmed
    case declined, rejected, expired, opened, failed

    package var isEnd: Bool {
      switch self {
      case .ranked, .proposed, .confirmed: false
      case .declined, .rejected, .expired, .opened, .failed: true
      }
    }
  }

  package let cycleID: CycleID
  package let steps: [CycleStep]
  /// Symbols whose signal moves to the state.
  package let signals: [Symbol]
  package let state: SignalState?
  /// The filter has spoken: no further signals will come.
  package let isRanked: Bool

  package init(_ cycleID: CycleID, _ steps: [CycleStep], signals: [Symbol] = [], state: SignalState? = nil, isRanked: Bool = false) {
    self.cycleID = cycleID
    self.steps = steps
    self.signals = signals
    self.state = state
    self.isRanked = isRanked
  }
}
