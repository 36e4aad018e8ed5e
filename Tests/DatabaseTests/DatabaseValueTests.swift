import Database
import FoundationEssentials
import Model
import TestKit
import Testing

@Suite struct DatabaseValueTests {
  /// Sends values as parameters of a type and reads them back.
  private func roundTrip<Value: DatabaseValue & Equatable>(_ values: [Value], as type: String) async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    for value in values {
      // Compared outside: the server ends a transaction that idles, and an expectation over a large value takes its time.
      let read = try await database.transaction { transaction in
        try transaction.execute("SELECT $1::\(type) AS value", value).map { try $0.read("value", as: Value.self) }
      }
      let isSame = read == [value]
      #expect(isSame, "\(type) \(value.databaseText.prefix(40))")
    }
  }

  @Test func `text comes back as it went, in every script`() async throws {
    try await roundTrip(["", " ", "a'b\"c\\d", "€ 😀 e\u{301} مرحبا", String(repeating: "x", count: 100_000), "NULL", "\n\t\r"], as: "text")
  }

  @Test func `a NUL in text becomes U+FFFD, also as part of a grapheme`() async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let read = try await database.transaction { transaction in
      let row = try transaction.execute("SELECT $1::text AS value", "a\u{0}b\u{0}\u{301}").first
      return try row?.read("value", as: String.self)
    }
    #expect(read == "a\u{FFFD}b\u{FFFD}\u{301}")
  }

  @Test func `numbers come back as they went`() async throws {
    try await roundTrip([0, 1, -1, Int.max, Int.min], as: "bigint")
    try await roundTrip([Int64.min, 9_007_199_254_740_993], as: "bigint")
    try await roundTrip(
      [0, -0.5, 0.1, 1e-308, 1.7976931348623157e308, .leastNonzeroMagnitude, .infinity, -.infinity, 0.30000000000000004],
      as: "double precision")
    try await roundTrip([true, false], as: "boolean")
  }

  @Test func `amounts are exact to the last of eight digits`() async throws {
    for text in ["0", "0.00000001", "-0.00000001", "999999999999.99999999", "-999999999999.99999999", "0.1", "60000.12345678"] {
      try await roundTrip([try #require(Price(text))], as: "numeric(20,8)")
      try await roundTrip([try #require(Quantity(text))], as: "numeric(20,8)")
      try await roundTrip([try #require(Money(text))], as: "numeric(20,8)")
    }
  }

  @Test func `sums made by the server agree with ours`() async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let (tenth, fifth) = (try #require(Money("0.1")), try #require(Money("0.20000001")))
    let sum = try await database.transaction { transaction in
      try transaction.execute("SELECT $1::numeric(20,8) + $2::numeric(20,8) AS sum", tenth, fifth).first?.read("sum", as: Money.self)
    }
    #expect(sum == Money("0.30000001"))
  }

  @Test func `moments come back to the microsecond, before 1970 and beyond 2038 too`() async throws {
    let micros: [Int64] = [0, 1, -1, 1_700_000_000_123_456, 253_402_300_799, 4_102_444_800_000_001, -86_400_000_001]
    try await roundTrip(micros.map { Timestamp(nanoseconds: $0 * 1000) }, as: "timestamptz")
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let fine = Timestamp(nanoseconds: 1_700_000_000_123_456_789)
    let read = try await database.transaction { transaction in
      try transaction.execute("SELECT $1::timestamptz AS at", fine).first?.read("at", as: Timestamp.self)
    }
    #expect(read == fine.microsecondPrecision)
  }

  @Test func `bytes come back, every one of the 256 and none at all`() async throws {
    try await roundTrip([Data(), Data([0]), Data(0...255), Data(repeating: 0xff, count: 70_000)], as: "bytea")
  }

  @Test func `ids, symbols and closed sets come back`() async throws {
    try await roundTrip([CycleID.random()], as: "uuid")
    try await roundTrip([EventID.random()], as: "uuid")
    try await roundTrip([CorrelationID.random()], as: "uuid")
    try await roundTrip([AnalysisID.random()], as: "uuid")
    try await roundTrip([ProposalID.random()], as: "uuid")
    try await roundTrip([TradeID.random()], as: "uuid")
    try await roundTrip([OrderID.random()], as: "uuid")
    try await roundTrip([try #require(Symbol("1000PEPEUSDT"))], as: "text")
    try await roundTrip(Timeframe.allCases, as: "text")
    try await roundTrip(Side.allCases, as: "text")
    try await roundTrip(Recommendation.allCases, as: "text")
    try await roundTrip(ServiceName.allCases, as: "text")
  }

  @Test func `a JSON column comes back, a NUL in it as U+FFFD and an escaped backslash untouched`() async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let column = try JSONColumn(["a\u{0}", "\\u0000", "\\\u{0}", "\\\\u0000", "€"])
    let read = try await database.transaction { transaction in
      try transaction.execute("SELECT $1::jsonb AS value", column).first?.read("value", as: JSONColumn<[String]>.self).value
    }
    #expect(read == ["a\u{FFFD}", "\\u0000", "\\\u{FFFD}", "\\\\u0000", "€"])
  }

  @Test func `NULL is nil where it is expected and an error that names the column where it is not`() async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    try await database.transaction { transaction in
      let missing: Price? = nil
      let row = try #require(try transaction.execute("SELECT $1::numeric AS price, '' AS empty", missing).first)
      #expect(try row.readOptional("price", as: Price.self) == nil)
      #expect(try row.readOptional("empty", as: String.self) == "")
      let null = #expect(throws: DatabaseError.self) { try row.read("price", as: Price.self) }
      #expect(null?.message == "column price is NULL, expected Price")
      let absent = #expect(throws: DatabaseError.self) { try row.readOptional("prize", as: Price.self) }
      #expect(absent?.message == "the result has no column prize")
    }
  }

  @Test func `JSON of another shape is an error that names the column, the field and what is wrong`() async throws {
    struct Lot: Codable { let count: Int }
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { transaction in
        _ = try transaction.execute(#"SELECT '{"count": "seven"}'::jsonb AS lot"#).first?.read("lot", as: JSONColumn<Lot>.self)
      }
    }
    let message = try #require(error?.message)
    #expect(message.contains("column lot holds") && message.contains("count") && message.contains("typeMismatch"))
  }

  @Test(arguments: [
    ("SELECT 'NaN'::numeric AS value", "Price"), ("SELECT '0.000000001'::numeric AS value", "Price"),
    ("SELECT 'infinity'::timestamptz AS value", "Timestamp"), ("SELECT 'btc' AS value", "Symbol"), ("SELECT 'buy' AS value", "Side"),
    ("SELECT 'x' AS value", "CycleID"),
  ]) func `a stored value that is not what it should be is an error that says so`(_ sql: String, _ type: String) async throws {
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier)
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { transaction in
        let row = try #require(try transaction.execute(sql).first)
        switch type {
        case "Price": _ = try row.read("value", as: Price.self)
        case "Timestamp": _ = try row.read("value", as: Timestamp.self)
        case "Symbol": _ = try row.read("value", as: Symbol.self)
        case "Side": _ = try row.read("value", as: Side.self)
        default: _ = try row.read("value", as: CycleID.self)
        }
      }
    }
    #expect(error?.code == .unexpectedValue)
    #expect(error?.message.contains("which is not \(type)") == true)
  }
}
