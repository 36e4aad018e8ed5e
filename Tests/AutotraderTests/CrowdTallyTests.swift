import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct CrowdTallyTests {
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func update(_ sequence: Int, of symbol: Int, at second: Int = 0) -> CrowdTally.Update {
    CrowdTally.Update(
      symbol: symbol, sequence: sequence, publishedAt: start + .seconds(second), sentAt: start + .seconds(second) + .milliseconds(3),
      receivedAt: start + .seconds(second) + .milliseconds(5))
  }

  @Test("Who has heard every update of its symbols has lost nothing")
  func complete() {
    var tally = CrowdTally(follows: [[0, 1], [1]])
    tally.add(update(1, of: 0), to: 0)
    for client in [0, 1] { tally.add(update(2, of: 1), to: client) }
    #expect(tally.updates == 2 && tally.expected == 3 && tally.received == 3)
    #expect(tally.unheard == 0 && tally.repeated == 0 && tally.isWarm)
    #expect(tally.delays == [2000, 2000, 2000] && tally.ages == [5000, 5000, 5000])
  }

  @Test("An update that one client lacks, one that all lack, and one that comes twice are counted")
  func incomplete() {
    var tally = CrowdTally(follows: [[0], [0]])
    for (sequence, client) in [(1, 0), (1, 1), (2, 0), (4, 0), (4, 1), (4, 1)] { tally.add(update(sequence, of: 0), to: client) }
    #expect(tally.updates == 4 && tally.expected == 6 && tally.received == 5)
    #expect(tally.unheard == 1 && tally.repeated == 1)
  }

  @Test("Who lacks the newest state of a symbol it follows is counted, whatever it heard of others")
  func lastState() {
    var tally = CrowdTally(follows: [[0, 1], [1]])
    tally.add(update(1, of: 0, at: 1), to: 0)
    tally.add(update(2, of: 1, at: 9), to: 0)
    tally.add(update(2, of: 1, at: 9), to: 1)
    #expect(tally.without([0: start + .seconds(5), 1: start + .seconds(9)]) == 1)
    #expect(tally.without([0: start + .seconds(1), 1: start + .seconds(9)]) == 0)
  }

  @Test("The measured fields are found in a real message, and in nothing else")
  func message() throws {
    let text = """
      {"data":{"checkedAt":1700000000000000001,"symbol":"COIN7USDT"},"room":"positions:COIN7USDT","sentAt":1700000000000000009,\
      "sequence":42,"type":"position:updated"}
      """
    let message = try #require(PositionMessage(text))
    #expect(message.symbol == "COIN7USDT" && message.sequence == 42)
    #expect(message.publishedAt.nanoseconds == 1_700_000_000_000_000_001 && message.sentAt.nanoseconds == 1_700_000_000_000_000_009)
    #expect(PositionMessage(#"{"id":"x-1","room":"positions:COIN7USDT","type":"subscribed"}"#) == nil)
    #expect(PositionMessage("") == nil)
  }

  @Test("A process's memory and time are read from the kernel's texts, whatever the program is called")
  func usage() throws {
    let stat = "12 (a) b) S 1 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 4 0 100 1000000 500"
    let usage = try #require(ProcessUsage(statm: "9999 25600 100 1 0 200 0", stat: stat, pageBytes: 4096, ticksASecond: 100))
    #expect(usage.residentMegabytes == 100 && usage.processorSeconds == 3)
    #expect(ProcessUsage(statm: "", stat: stat, pageBytes: 4096, ticksASecond: 100) == nil)
  }
}
