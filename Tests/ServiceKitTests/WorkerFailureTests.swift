import Model
import Testing

@testable import ServiceKit

@Suite struct WorkerFailureTests {
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  @Test func `it counts, and keeps when it began and what went wrong last`() {
    var failure = WorkerFailure(since: start)
    _ = failure.happened("first", at: start)
    _ = failure.happened("second", at: start + .seconds(3))
    #expect(failure.since == start && failure.count == 2 && failure.error == "second")
  }

  @Test func `the log says it at first and then once a minute, however often it fails`() {
    var failure = WorkerFailure(since: start)
    let seconds = [0, 1, 5, 59, 60, 61, 119, 120, 185, 240]
    let said = seconds.filter { failure.happened("no", at: start + .seconds($0)) }
    #expect(said == [0, 60, 120, 185])
  }

  @Test func `an alert is needed after more than half a minute, and once`() {
    var failure = WorkerFailure(since: start)
    _ = failure.happened("no", at: start)
    #expect(!failure.needsAlert(at: start) && !failure.needsAlert(at: start + .seconds(30)))
    #expect(failure.needsAlert(at: start + .milliseconds(30_001)))
    failure.alerted()
    #expect(!failure.needsAlert(at: start + .seconds(3600)))
  }

  @Test func `an error of many lines and characters becomes one line of at most 300`() {
    var failure = WorkerFailure(since: start)
    _ = failure.happened("one\ntwo\r\n\nthree", at: start)
    #expect(failure.error == "one two three")
    _ = failure.happened(String(repeating: "x", count: 10_000), at: start)
    #expect(failure.error == String(repeating: "x", count: 300) + "…")
  }
}
