import Messages
import Model
import Testing

@testable import BusTap

@Suite struct BusStatisticsTests {
  private let begin = Timestamp(milliseconds: 1_700_000_000_000)

  private func heartbeat(_ service: String, _ last: Int64, instance: String, role: String? = nil) throws -> EncodedEvent {
    let role = role.map { #","role":"\#($0)""# } ?? ""
    return try EventSample.event("\(service).heartbeat", #"{"instance":"\#(instance)","lastNumber":\#(last)\#(role),"startedAt":5000000}"#)
  }

  @Test func ratesAndDelaysAreCountedByTopic() throws {
    var statistics = BusStatistics(begin: begin)
    // Each event occurred 123 ms after the beginning.
    for delay in 1...100 {
      statistics.take(try EventSample.event("executor.trade.opened", "{}"), at: begin + .milliseconds(123 + delay))
    }
    let report = statistics.report(at: begin + .seconds(10))
    #expect(report.events == 100 && report.perSecond == 10 && report.seconds == 10)
    let stream = try #require(report.topics.first)
    #expect(stream.topic.description == "executor.trade.opened" && stream.count == 100)
    #expect(stream.millisecondsP50 == 50 && stream.millisecondsP99 == 99)
  }

  @Test func numbersThatNeverArriveAreGaps() throws {
    var statistics = BusStatistics(begin: begin)
    // What was published before the tap came is not missing; 8, 9 and 12 are.
    for number: Int64 in [6, 7, 10, 11, 11, 7] {
      statistics.take(try EventSample.event("executor.trade.opened", "{}", number: number), at: begin)
    }
    statistics.take(try heartbeat("executor", 12, instance: "executor"), at: begin)
    let process = try #require(statistics.report(at: begin).services.first)
    #expect(process.gaps == 2 && process.missing == 3 && process.lastNumber == 12)
  }

  @Test func aFirstHeartbeatIsNoGap() throws {
    var statistics = BusStatistics(begin: begin)
    statistics.take(try heartbeat("executor", 500, instance: "executor"), at: begin)
    statistics.take(try EventSample.event("executor.trade.opened", "{}", number: 501), at: begin)
    #expect(statistics.report(at: begin).services.first?.missing == 0)
  }

  @Test func replicasAreToldApartAndSilentOnesAreDown() throws {
    var statistics = BusStatistics(begin: begin)
    statistics.take(try heartbeat("executor", 1, instance: "executor-1", role: "leader"), at: begin)
    statistics.take(try heartbeat("executor", 1, instance: "executor-2", role: "standby"), at: begin + .seconds(9))
    let services = statistics.report(at: begin + .seconds(10)).services
    #expect(services.map(\.instance) == ["executor-1", "executor-2"])
    #expect(services.map(\.isUp) == [false, true])
    #expect(services.map(\.role) == ["leader", "standby"])
    #expect(services.map(\.silentMilliseconds) == [10_000, 1000])
  }

  @Test func memoryIsBoundedHoweverLongItListens() throws {
    var statistics = BusStatistics(begin: begin)
    let event = try EventSample.event("executor.order.filled", "{}")
    for step in 0..<3 * BusStatistics.samples {
      // The early ones are slow, the last ring of samples is quick.
      let delay = Duration.milliseconds(step < BusStatistics.samples ? 900 : 1)
      statistics.take(event, at: event.envelope.occurredAt + delay)
    }
    let stream = try #require(statistics.report(at: begin + .seconds(1)).topics.first)
    #expect(stream.count == 3 * BusStatistics.samples)
    #expect(stream.millisecondsP99 == 1)
  }
}
