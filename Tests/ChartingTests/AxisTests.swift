import Model
import Testing

@testable import Charting

@Suite struct AxisTests {
  @Test func `price ticks are round and within the range`() {
    let ticks = AxisTicks.prices(from: 89, to: 111, count: 9)
    // 22 / 9 = 2.4…: steps of 2.5
    #expect(ticks.values == [90, 92.5, 95, 97.5, 100, 102.5, 105, 107.5, 110])
    #expect(ticks.decimals == 1)
    let large = AxisTicks.prices(from: 116_800, to: 119_400, count: 9)
    #expect(large.values == [117_000, 117_500, 118_000, 118_500, 119_000])
    #expect(large.decimals == 0)
    let small = AxisTicks.prices(from: 0.2134, to: 0.2441, count: 9)
    #expect(small.values.count == 6 && small.decimals == 3)
    #expect(AxisTicks.prices(from: 1, to: 1, count: 5).values.isEmpty)
  }

  @Test func `time steps are round and keep labels apart`() {
    // 96 pixels are 16 candles of 6: four hours of 15 minutes.
    #expect(AxisTicks.timeStep(.fifteenMinutes, slotWidth: 6, spacing: 96) == 14_400)
    #expect(AxisTicks.timeStep(.fiveSeconds, slotWidth: 6, spacing: 96) == 120)
    #expect(AxisTicks.timeStep(.oneDay, slotWidth: 6, spacing: 96) == 1_728_000)
    #expect(AxisTicks.timeStep(.oneHour, slotWidth: 24, spacing: 96) == 14_400)
  }

  @Test func `times are told in UTC`() throws {
    let time = try #require(Timestamp(utc: "2026-04-30 12:15:00Z"))
    #expect(ChartText.moment(time) == "2026-04-30 12:15 UTC")
    #expect(ChartText.moment(time + .seconds(5)) == "2026-04-30 12:15:05 UTC")
    #expect(ChartText.tick(time) == "12:15")
    #expect(ChartText.tick(try #require(Timestamp(utc: "2026-04-30 00:00:00Z"))) == "Apr 30")
  }

  @Test func `labels show the digits that the prices use`() {
    #expect(ChartText.decimals([TestChart.candle(0, 117_579.99, 117_600, 117_500.5, 117_579.9)]) == 2)
    #expect(ChartText.decimals([TestChart.candle(0, 0.21634, 0.21719, 0.21482, 0.21608)]) == 5)
    #expect(ChartText.decimals([TestChart.candle(0, 0.00001234, 0.0000125, 0.0000122, 0.0000124)]) == 8)
    #expect(ChartText.decimals([TestChart.candle(0, 1.0 / 3, 0.4, 0.3, 1.0 / 3)]) == 8)
    #expect(ChartText.volume(561) == "561")
    #expect(ChartText.volume(38_213_000) == "38.2M")
    #expect(ChartText.volume(0) == "0.00")
  }
}
