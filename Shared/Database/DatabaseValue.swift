import FoundationEssentials
import Model

/// A value that travels to and from PostgreSQL in its text form.
package protocol DatabaseValue: Sendable {
  /// nil, or an error that says more, for a text that is no such value.
  init?(databaseText: String) throws
  var databaseText: String { get }
}

extension String: DatabaseValue {
  package init?(databaseText: String) { self = databaseText }
  package var databaseText: String { self }
}

extension Int: DatabaseValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { String(self) }
}

extension Int64: DatabaseValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { String(self) }
}

extension Double: DatabaseValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { String(self) }
}

extension Bool: DatabaseValue {
  package init?(databaseText: String) {
    switch databaseText {
    case "t": self = true
    case "f": self = false
    default: return nil
    }
  }
  package var databaseText: String { self ? "t" : "f" }
}

extension Timestamp: DatabaseValue {
  package init?(databaseText: String) { self.init(utc: databaseText) }
  package var databaseText: String { description }
}

extension Symbol: DatabaseValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { description }
}

extension DatabaseValue where Self: FixedPointValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { description }
}

extension DatabaseValue where Self: Identifier {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { description }
}

extension DatabaseValue where Self: RawRepresentable, RawValue == String {
  package init?(databaseText: String) { self.init(rawValue: databaseText) }
  package var databaseText: String { rawValue }
}

extension Price: DatabaseValue {}
extension Quantity: DatabaseValue {}
extension Money: DatabaseValue {}
extension Dollars: DatabaseValue {}
extension CycleID: DatabaseValue {}
extension EventID: DatabaseValue {}
extension CorrelationID: DatabaseValue {}
extension AnalysisID: DatabaseValue {}
extension PromptVersionID: DatabaseValue {}
extension ModelCallID: DatabaseValue {}
extension ProposalID: DatabaseValue {}
extension TradeID: DatabaseValue {}
extension OrderID: DatabaseValue {}
extension Timeframe: DatabaseValue {}
extension Side: DatabaseValue {}
extension Recommendation: DatabaseValue {}
extension ServiceName: DatabaseValue {}

/// BYTEA in its hexadecimal text form.
extension Data: DatabaseValue {
  package init?(databaseText: String) {
    let bytes = Array(databaseText.utf8)
    guard bytes.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]), bytes.count.isMultiple(of: 2) else { return nil }
    func nibble(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 48...57: byte - 48
      case 97...102: byte - 87
      default: nil
      }
    }
    self.init(capacity: bytes.count / 2 - 1)
    for index in stride(from: 2, to: bytes.count, by: 2) {
      guard let high = nibble(bytes[index]), let low = nibble(bytes[index + 1]) else { return nil }
      append(high << 4 | low)
    }
  }

  package var databaseText: String {
    let digits = Array("0123456789abcdef".utf8)
    return withUnsafeBytes { bytes in
      String(unsafeUninitializedCapacity: 2 + bytes.count * 2) { text in
        text[0] = UInt8(ascii: "\\")
        text[1] = UInt8(ascii: "x")
        for index in 0..<bytes.count {
          text[2 + 2 * index] = digits[Int(bytes[index] >> 4)]
          text[3 + 2 * index] = digits[Int(bytes[index] & 15)]
        }
        return 2 + bytes.count * 2
      }
    }
  }
}
