import Model
import Testing

@Suite struct TimeTests {
  // 2026-11-22T13:57:00Z is 1,795,355,820 seconds after 1970 (20,779 days and 50,220 seconds).
  private let moment = Timestamp(nanoseconds: 1_795_355_820_123_456_000)

  @Test func aTimestampReadsAndWritesUTC() {
    #expect(moment.description == "2026-11-22T13:57:00.123456Z")
    #expect(Timestamp(utc: "2026-11-22 13:57:00.123456+00") == moment)
    #expect(Timestamp(utc: "2024-02-29T00:00:00Z")?.description == "2024-02-29T00:00:00.000000Z")
    #expect(Timestamp(utc: "1969-12-31 23:59:59+00")?.nanoseconds == -1_000_000_000)
  }

  @Test(arguments: ["", "2026-13-01 00:00:00Z", "2026-11-22 13:57:00+01", "2026-11-22", "2026-11-22 25:00:00Z"])
  func otherTimesAreRefused(text: String) {
    #expect(Timestamp(utc: text) == nil)
  }

  @Test func boundariesAreUTCAndCrossMidnight() {
    let beforeMidnight = Timestamp(milliseconds: 86_400_000 * 20_000 - 1)
    #expect(Timeframe.oneDay.boundary(after: beforeMidnight) == Timestamp(milliseconds: 86_400_000 * 20_000))
    #expect(Timeframe.fiveSeconds.boundary(atOrBefore: moment).description == "2026-11-22T13:57:00.000000Z")
    for timeframe in Timeframe.allCases {
      let boundary = timeframe.boundary(after: moment)
      #expect(boundary > moment && boundary - moment <= timeframe.duration)
      #expect(timeframe.boundary(atOrBefore: boundary) == boundary)
      #expect(86_400 % timeframe.seconds == 0)
    }
  }

  @Test func aWindowIsOpenFromItsStartToItsDeadlineAndClosedWhenTheClockWasSetBack() {
    let window = TimeWindow(start: moment, end: moment + .seconds(60))
    for (seconds, isOpen) in [(-3600, false), (-3, false), (-2, true), (0, true), (59, true), (60, false), (3600, false)] {
      #expect(window.isOpen(at: moment + .seconds(seconds)) == isOpen, "\(seconds)")
    }
  }
}
