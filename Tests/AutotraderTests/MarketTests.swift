import Instance
import Testing

@testable import Autotrader

@Suite struct MarketTests {
  @Test func anInventedMarketIsNamedAfterItsSpecification() throws {
    #expect(try Market("synthetic", currentDirectory: "/home/ann").slug == "synthetic")
    #expect(try Market("synthetic:7", currentDirectory: "/home/ann").slug == "synthetic-7")
  }

  @Test func aReplayFolderIsMadeAbsolute() throws {
    let market = try Market("replay:../data@2024-01-01T00:00:00Z", currentDirectory: "/home/ann/work")
    #expect(market.specification == "replay:/home/ann/data@2024-01-01T00:00:00Z")
    #expect(market.folder == "/home/ann/data")
  }

  @Test func twoSpellingsOfOneFolderAreOneInstanceAndTwoFoldersAreTwo() throws {
    let first = try Market("replay:../data", currentDirectory: "/home/ann/work")
    let same = try Market("replay:/home/./ann/data", currentDirectory: "/")
    let other = try Market("replay:data", currentDirectory: "/home/bob")
    #expect(first.slug == same.slug)
    #expect(first.slug != other.slug)
    #expect(first.slug.hasPrefix("replay-data-"))
  }

  @Test(arguments: ["", "replay", "replay:", "real", "Synthetic"])
  func anythingElseIsAUsageError(_ text: String) {
    let failure = #expect(throws: CommandFailure.self) { try Market(text, currentDirectory: "/") }
    #expect(failure?.code == .usage)
  }

  @Test func theHashIsFNV1a() {
    // The published test vectors of the 64-bit hash.
    #expect(StableHash.value("") == 0xCBF2_9CE4_8422_2325)
    #expect(StableHash.value("a") == 0xAF63_DC4C_8601_EC8C)
    #expect(StableHash.hexadecimal("a") == "af63dc4c")
  }
}
