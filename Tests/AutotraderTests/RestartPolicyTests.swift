import Model
import Testing

@testable import Autotrader

@Suite struct RestartPolicyTests {
  private func at(_ seconds: Double) -> Timestamp { Timestamp(milliseconds: Int64(seconds * 1000)) }

  @Test func theDelayDoublesUpToTenSeconds() {
    var policy = RestartPolicy()
    var delays: [Duration] = []
    for failure in 0..<8 {
      // Each lives twenty seconds: too short to count as steady, too long to count as early.
      let end = Double(failure) * 30 + 20
      let verdict = policy.verdict(on: .code(1), startedAt: at(end - 20), endedAt: at(end), hasBeenReady: false)
      if case .restart(let delay) = verdict { delays.append(delay) }
    }
    #expect(delays == [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000].map { .milliseconds($0) })
  }

  @Test func thirtySecondsOfLifeStartTheDelaysAgain() {
    var policy = RestartPolicy()
    for end in [1.0, 2.0, 3.0] { _ = policy.verdict(on: .signal(9), startedAt: at(end - 1), endedAt: at(end), hasBeenReady: true) }
    #expect(policy.verdict(on: .signal(9), startedAt: at(4), endedAt: at(34), hasBeenReady: true) == .restart(after: .milliseconds(200)))
    #expect(policy.verdict(on: .signal(9), startedAt: at(35), endedAt: at(36), hasBeenReady: true) == .restart(after: .milliseconds(400)))
  }

  @Test func aWrongConfigurationIsNotTriedAgain() {
    var policy = RestartPolicy()
    #expect(policy.verdict(on: .code(78), startedAt: at(0), endedAt: at(1), hasBeenReady: true) == .giveUp)
  }

  @Test func fiveFailuresInTenSecondsBeforeTheFirstAnswerAreEnough() {
    var policy = RestartPolicy()
    let verdicts = [0.1, 0.4, 0.9, 1.8, 3.5].map { policy.verdict(on: .code(1), startedAt: at($0), endedAt: at($0), hasBeenReady: false) }
    #expect(verdicts.dropLast().allSatisfy { $0 != .giveUp })
    #expect(verdicts.last == .giveUp)
  }

  @Test func aChildThatHasAnsweredIsNeverGivenUp() {
    var policy = RestartPolicy()
    let verdicts = (0..<20).map { policy.verdict(on: .code(1), startedAt: at(Double($0)), endedAt: at(Double($0)), hasBeenReady: true) }
    #expect(verdicts.allSatisfy { $0 != .giveUp })
  }

  @Test func aStatusWordTellsCodeAndSignalApart() {
    // As wait(2) lays it out: the code in the second byte, the signal in the lowest seven bits.
    #expect(ChildExit(status: 78 << 8) == .code(78))
    #expect(ChildExit(status: 9) == .signal(9))
    #expect(ChildExit(status: 11 | 0x80) == .signal(11))
  }
}
