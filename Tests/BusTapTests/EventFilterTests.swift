import Messages
import Model
import Testing

@testable import BusTap

@Suite struct EventFilterTests {
  @Test(arguments: ["executor.heartbeat", "executor.rpc", "position-monitor.position.updated"])
  func frequentEventsAreHiddenUnlessAskedFor(_ topic: String) throws {
    let event = try EventSample.event(topic, "{}")
    let name = event.envelope.topic.event
    #expect(!EventFilter().accepts(event))
    #expect(EventFilter(showsAll: true).accepts(event))
    #expect(EventFilter(event: name).accepts(event))
  }

  @Test func aServiceFilterKeepsItsEventsAndSubscribesToItAlone() throws {
    let filter = EventFilter(service: .executor)
    #expect(filter.accepts(try EventSample.event("executor.trade.opened", "{}")))
    #expect(!filter.accepts(try EventSample.event("notifier.trade.confirmed", "{}")))
    #expect(filter.producers == [.executor])
    #expect(EventFilter().producers.count == 9)
  }

  @Test func anEventFilterKeepsThatNameFromAnyService() throws {
    let filter = EventFilter(event: "trade.closed")
    #expect(filter.accepts(try EventSample.event("executor.trade.closed", "{}")))
    #expect(!filter.accepts(try EventSample.event("executor.trade.closedAgain", "{}")))
  }

  @Test func anIdIsFoundWhereverThePayloadNamesIt() throws {
    let filter = EventFilter(identifiers: [EventSample.cycle])
    let nested = try EventSample.event("notifier.trade.confirmed", #"{"proposal":{"cycleID":"\#(EventSample.cycle)"}}"#)
    let other = try EventSample.event("notifier.trade.confirmed", #"{"proposal":{"cycleID":"\#(EventSample.trade)"}}"#)
    #expect(filter.accepts(nested))
    #expect(!filter.accepts(other))
  }

  @Test func twoIdsMustBothBeNamed() throws {
    let filter = EventFilter(identifiers: [EventSample.cycle, EventSample.trade])
    let both = try EventSample.event("executor.trade.opened", #"{"cycleID":"\#(EventSample.cycle)","tradeID":"\#(EventSample.trade)"}"#)
    let one = try EventSample.event("executor.trade.opened", #"{"cycleID":"\#(EventSample.cycle)"}"#)
    #expect(filter.accepts(both))
    #expect(!filter.accepts(one))
  }
}
