import Foundation
import Messages
import Testing

@Suite struct FixtureTests {
  @Test(arguments: try Fixture.all()) func `a fixture is read and written again byte by byte`(_ fixture: Fixture) throws {
    let roundTrip = try #require(MessageCatalogue.roundTrips[fixture.typeName], "\(fixture.typeName) is not in the catalogue")
    #expect(String(decoding: try roundTrip(fixture.data), as: UTF8.self) == String(decoding: fixture.data, as: UTF8.self))
  }

  @Test func `every message that the sources declare is in the catalogue and has a fixture`() throws {
    let fixtures = Set(try Fixture.all().map(\.typeName))
    let declared = try Self.declaredMessages()
    #expect(declared.count >= 41)
    for (name, kind) in declared {
      #expect(MessageCatalogue.roundTrips[name] != nil, "\(name) is missing in MessageCatalogue")
      #expect(fixtures.contains(name), "\(name) has no golden file")
      if kind.hasSuffix("Request") { #expect(fixtures.contains("\(name).Reply"), "\(name).Reply has no golden file") }
    }
    #expect(Set(declared.map(\.name)) == Set(MessageCatalogue.roundTrips.keys.filter { !$0.hasSuffix(".Reply") }))
  }

  @Test func `money and prices are strings, ids are plain lower case strings, times are integer nanoseconds`() throws {
    let object = try JSONSerialization.jsonObject(with: try Fixture.named("TradeConfirmed").data) as? [String: Any]
    let proposal = try #require(object?["proposal"] as? [String: Any])
    for field in ["quantity", "entryPrice", "stopLoss", "takeProfit", "averageTrueRange", "notional", "riskAmount"] {
      #expect(proposal[field] is String, "\(field) is not a string")
    }
    let identifier = try #require(proposal["proposalID"] as? String)
    #expect(identifier == identifier.lowercased() && UUID(uuidString: identifier) != nil)
    #expect((proposal["enterBy"] as? NSNumber)?.int64Value == 1_700_000_160_000_000_000)
  }

  @Test func `money as a number on the wire is refused`() throws {
    let text = String(decoding: try Fixture.named("OrderFilled").data, as: UTF8.self)
    let forged = text.replacingOccurrences(of: #""fee":"0.528011""#, with: #""fee":0.528011"#)
    #expect(forged != text)
    #expect(throws: DecodingError.self) { try Wire.decoder.decode(OrderFilled.self, from: Data(forged.utf8)) }
  }

  @Test func `an unknown outcome of a reply with payloads is an error, not a guess`() {
    #expect(throws: DecodingError.self) {
      try Wire.decoder.decode(AuthorizeEntry.Reply.self, from: Data(#"{"outcome":"maybe"}"#.utf8))
    }
  }

  @Test func `an unknown field from a newer producer is passed over`() throws {
    let newer = Data(#"{"limit":20,"newField":{"a":[1]}}"#.utf8)
    #expect(try Wire.decoder.decode(ListCycles.self, from: newer) == ListCycles(limit: 20))
  }

  /// Name and protocol of each message declared below Shared/Messages.
  private static func declaredMessages() throws -> [(name: String, kind: String)] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let sources = root.appendingPathComponent("Shared/Messages")
    var declared: [(name: String, kind: String)] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: /package struct (\w+): (Event|ServiceEvent|TransientEvent|AddressedRequest|ReadRequest|Request)\b/) {
        declared.append((String(match.1), String(match.2)))
      }
    }
    return declared
  }
}
