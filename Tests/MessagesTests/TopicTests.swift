import Messages
import Model
import Testing

@Suite struct TopicTests {
  @Test func `no two events share a topic`() {
    let topics = MessageCatalogue.events.map { $0.topic.description }
    #expect(Set(topics).count == topics.count)
    #expect(topics.count == 22)
  }

  @Test func `no two events that every service publishes share a name, nor one with an event`() {
    let names = MessageCatalogue.transientEvents.map { $0.event } + MessageCatalogue.serviceEvents.map { $0.event }
    #expect(Set(names).count == names.count)
    let events = MessageCatalogue.events.map { $0.topic.event }
    #expect(Set(names).isDisjoint(with: events))
  }

  @Test func `no two requests share a name, and versions count from one`() {
    let names = MessageCatalogue.requests.map { $0.name }
    #expect(Set(names).count == names.count)
    let versions = MessageCatalogue.requests.map { $0.version } + MessageCatalogue.events.map { $0.version }
    #expect(versions.allSatisfy { $0 >= 1 })
  }

  @Test func `a topic is its producer, a dot and its event, and is read back`() throws {
    let topic = Topic(.riskManager, "trade.proposed")
    #expect(topic.description == "risk-manager.trade.proposed")
    #expect(Topic("risk-manager.trade.proposed") == topic)
    #expect(topic.description.hasPrefix(Topic.prefix(of: .riskManager)))
  }

  @Test(arguments: ["", ".", "executor", "executor.", ".trade.opened", "nobody.trade.opened", "Executor.trade.opened"])
  func `what does not start with a known service and a dot is no topic`(_ text: String) {
    #expect(Topic(text) == nil)
  }

  @Test func `no producer's prefix starts another's`() {
    for one in ServiceName.allCases {
      for other in ServiceName.allCases where one != other {
        #expect(!Topic.prefix(of: one).hasPrefix(Topic.prefix(of: other)))
      }
    }
  }
}
