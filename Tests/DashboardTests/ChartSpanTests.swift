import Messages
import Model
import TestKit
import Testing

@testable import Dashboard

/// What a dossier's chart shows of a trade.
@Suite struct ChartSpanTests {
  private static let start = Fixture.start

  private func span(lasting: Duration, _ timeframe: Timeframe) throws -> ChartSpan {
    ChartSpan(of: try Fixture.trade(profit: "1", closed: lasting), timeframe, now: Self.start + .seconds(10_000_000))
  }

  @Test("A short trade is drawn in its own candles, two hundred of them, twenty after its exit")
  func short() throws {
    let span = try span(lasting: .seconds(600), .oneMinute)
    #expect(span.drawn == .oneMinute && span.to == Self.start + .seconds(1800))
    // The trade begins 20 s after a minute's boundary.
    #expect(span.from == Timeframe.oneMinute.boundary(atOrBefore: span.to - .seconds(200 * 60)) && span.count == 200)
  }

  private struct Long: Sendable {
    let own: Timeframe
    let hours: Int
    let drawn: Timeframe
  }

  private static let long: [Long] = [
    Long(own: .fiveSeconds, hours: 1, drawn: .oneMinute), Long(own: .fiveSeconds, hours: 40, drawn: .fiveMinutes),
    Long(own: .oneMinute, hours: 6, drawn: .oneMinute), Long(own: .oneMinute, hours: 8, drawn: .threeMinutes),
    Long(own: .oneMinute, hours: 720, drawn: .twoHours), Long(own: .oneHour, hours: 720, drawn: .twoHours),
    Long(own: .threeMinutes, hours: 48, drawn: .fifteenMinutes), Long(own: .oneDay, hours: 24 * 900, drawn: .oneDay),
  ]

  @Test("However long a trade lasted, all of it is drawn in at most some five hundred candles", arguments: 0..<8)
  func long(_ index: Int) throws {
    let one = Self.long[index]
    let lasting = Duration.seconds(one.hours * 3600)
    let span = try span(lasting: lasting, one.own)
    #expect(span.drawn == one.drawn)
    #expect(span.from <= Self.start - one.own.duration * 20)
    #expect(span.to >= Self.start + lasting)
    let candles = (0..<span.count).map { number in
      Candle(openTime: span.from + one.own.duration * number, open: 1, high: 1, low: 1, close: 1, volume: 1)
    }
    let drawing = span.drawing(candles)
    #expect(drawing.count <= 502 || one.own == .oneDay)
    #expect(drawing.first?.openTime == span.from)
    #expect(drawing.reduce(0) { $0 + $1.volume } == Double(span.count))
  }

  @Test("A larger candle opens with its first, closes with its last, and reaches as far as any of them")
  func merged() throws {
    let span = try span(lasting: .seconds(8 * 3600), .oneMinute)
    let values: [(Double, Double, Double, Double)] = [(10, 12, 9, 11), (11, 15, 10, 14), (14, 14, 7, 8), (8, 9, 8, 9)]
    let candles = values.enumerated().map { index, value in
      Candle(
        openTime: span.from + .seconds(60 * index), open: value.0, high: value.1, low: value.2, close: value.3, volume: 2)
    }
    #expect(
      span.drawing(candles) == [
        Candle(openTime: span.from, open: 10, high: 15, low: 7, close: 8, volume: 6),
        Candle(openTime: span.from + .seconds(180), open: 8, high: 9, low: 8, close: 9, volume: 2),
      ])
    // What lies outside is not drawn.
    let early = Candle(openTime: span.from - .seconds(60), open: 1, high: 1, low: 1, close: 1, volume: 1)
    #expect(span.drawing([early]).isEmpty)
  }
}
