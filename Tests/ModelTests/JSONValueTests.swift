import Testing

@testable import Model

@Suite struct JSONValueTests {
  private static let kinds: [(String, JSONValue)] = [
    ("null", .null), ("true", .bool(true)), ("\"1\"", .string("1")), ("7", .integer(7)), ("-7", .integer(-7)), ("0.79", .number(0.79)),
    ("1e3", .integer(1000)), ("1700000000123456789", .integer(1_700_000_000_123_456_789)), ("1e300", .number(1e300)),
    ("[1,\"a\",null]", .array([.integer(1), .string("a"), .null])), ("{\"a\":{\"b\":[]}}", .object(["a": .object(["b": .array([])])])),
  ]

  @Test(arguments: kinds) func `each value is of its own kind`(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue(parsing: text.utf8) == value)
  }

  @Test(arguments: ["", "{", "NaN", "{\"a\":}", "１", "tru", "\"cut"]) func `what is no JSON is an error`(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONValue(parsing: text.utf8) }
  }
}
