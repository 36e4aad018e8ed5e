import Model
import Testing

@testable import ServiceKit

@Suite struct SignalTests {
  private static let long = Duration.seconds(60)
  private let clock = ContinuousClock()

  @Test func `a signal given while nobody waits is kept, and several count as one`() async {
    let signal = Signal()
    signal.signal()
    signal.signal()
    let kept = await clock.measure { await signal.wait(atMost: Self.long) }
    #expect(kept < .seconds(20))
    let second = await clock.measure { await signal.wait(atMost: .milliseconds(50)) }
    #expect(second >= .milliseconds(49))
  }

  @Test func `without a signal the wait ends at its limit, and a limit of nothing returns at once`() async {
    let signal = Signal()
    let waited = await clock.measure { await signal.wait(atMost: .milliseconds(80)) }
    #expect(waited >= .milliseconds(79) && waited < .seconds(20))
    let none = await clock.measure { await signal.wait(atMost: .zero) }
    #expect(none < .seconds(5))
  }

  @Test func `a cancelled task stops waiting`() async {
    let signal = Signal()
    let waited = await clock.measure {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await signal.wait(atMost: Self.long) }
        group.cancelAll()
      }
    }
    #expect(waited < .seconds(20))
  }

  @Test func `a thousand signals against a waiting loop lose no wake-up`() async {
    let (there, back) = (Signal(), Signal())
    let waited = await clock.measure {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for _ in 0..<1000 {
            await there.wait(atMost: Self.long)
            back.signal()
          }
        }
        group.addTask {
          for _ in 0..<1000 {
            there.signal()
            await back.wait(atMost: Self.long)
          }
        }
      }
    }
    #expect(waited < .seconds(50))
  }

  @Test func `a wait that ran into its limit leaves nothing behind that eats the next signal`() async {
    let signal = Signal()
    for _ in 0..<100 { await signal.wait(atMost: .microseconds(100)) }
    signal.signal()
    let waited = await clock.measure { await signal.wait(atMost: Self.long) }
    #expect(waited < .seconds(20))
  }
}
