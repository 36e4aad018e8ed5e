import Model
import Testing

@testable import ChartSourcer

@Suite struct KlineWindowTests {
  private let close = Timestamp(milliseconds: 1_700_006_400_000)
  private var window: KlineWindow { KlineWindow(.oneMinute, closingAt: close, count: 10) }

  /// Minutes before the close: candle 10 is the first of the window, candle 1 the last.
  private func time(_ index: Int) -> Timestamp { close - .seconds(60 * index) }
  private func candle(_ index: Int, close: Double = 101, volume: Double = 5) -> Candle {
    Candle(openTime: time(index), open: 100, high: 102, low: 99, close: close, volume: volume)
  }
  private func candles(_ indexes: some Sequence<Int>) -> [Candle] { indexes.map { candle($0) } }
  private func missing(_ stored: [Int], askedFrom: Timestamp? = nil) -> [ClosedRange<Timestamp>] {
    window.missing(stored: candles(stored), askedFrom: askedFrom)
  }

  @Test func `Without anything stored the whole window is missing, and with everything nothing`() {
    #expect(missing([]) == [time(10)...time(1)])
    #expect(missing(Array((1...10).reversed())).isEmpty)
  }

  @Test func `The missing end is asked for together with the last known candle`() {
    #expect(missing(Array((3...10).reversed())) == [time(3)...time(1)])
  }

  @Test func `Holes are asked for with their neighbours, and holes that share one in one question`() {
    #expect(missing([10, 9, 7, 6, 5, 4, 3, 2, 1]) == [time(9)...time(7)])
    #expect(missing([10, 9, 7, 5, 4, 3, 2, 1]) == [time(9)...time(5)])
    #expect(missing([10, 9, 7, 6, 5, 4, 2, 1]) == [time(9)...time(7), time(4)...time(2)])
  }

  @Test func `What a young contract did not have is asked for once`() {
    #expect(missing([4, 3, 2]) == [time(10)...time(4), time(2)...time(1)])
    #expect(missing([4, 3, 2], askedFrom: time(10)) == [time(2)...time(1)])
    #expect(missing([4, 3, 2], askedFrom: time(9)) == [time(10)...time(4), time(2)...time(1)])
  }

  @Test func `New candles are those that are not stored; a volume may be corrected`() throws {
    let stored = candles([4, 3, 2])
    #expect(try window.verified([candle(2, volume: 6), candle(1)], against: stored) == [candle(1)])
    #expect(try window.verified([], against: stored).isEmpty)
  }

  @Test func `What cannot be true is named with its reason`() {
    func reason(_ fetched: [Candle], _ stored: [Candle] = []) -> KlineDefect? {
      do throws(KlineDefect) {
        _ = try window.verified(fetched, against: stored)
        return nil
      } catch {
        return error
      }
    }
    #expect(reason([candle(2), candle(2)])?.description == "candle \(time(2)) comes twice")
    #expect(reason([candle(2), candle(3)])?.description == "candle \(time(3)) comes after \(time(2))")
    #expect(reason([candle(1), candle(0)])?.description == "candle \(time(0)) has not closed yet")
    #expect(reason([candle(11), candle(10)])?.description == "candle \(time(11)) was not asked for")
    #expect(reason([candle(5), candle(3)])?.reason == .hole)
    #expect(reason([candle(1)], candles([4, 3]))?.reason == .hole)
    #expect(reason([candle(3, close: 101.5), candle(2)], candles([4, 3]))?.reason == .contradiction)
    #expect(reason([candle(3, close: 103)])?.reason == .malformedCandles)
    let crooked = Candle(openTime: time(2) + .seconds(1), open: 100, high: 102, low: 99, close: 101, volume: 5)
    #expect(reason([crooked])?.reason == .malformedCandles)
  }
}
