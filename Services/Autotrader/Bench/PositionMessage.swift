import Glibc
import HTTPClient
import Model

/// The fields of a `position:updated` that are measured, found by their keys: decoding twenty thousand JSON objects a second would
/// measure the decoder.
struct PositionMessage: Equatable {
  let symbol: String
  let sequence: Int
  let publishedAt: Timestamp
  let sentAt: Timestamp

  /// - Returns: nil for any other message.
  init?(_ text: String) {
    let found = text.withCString { text -> PositionMessage? in
      guard let sequence = Self.number("\"sequence\":", in: text), let sent = Self.number("\"sentAt\":", in: text),
        let checked = Self.number("\"checkedAt\":", in: text), let room = Self.end(of: "\"room\":\"positions:", in: text)
      else { return nil }
      let symbol = UnsafeBufferPointer(start: room, count: strcspn(room, "\""))
      return PositionMessage(
        symbol: String(decoding: symbol.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self), sequence: Int(sequence), publishedAt: checked,
        sentAt: sent)
    }
    guard let found else { return nil }
    self = found
  }

  private init(symbol: String, sequence: Int, publishedAt: Int64, sentAt: Int64) {
    self.symbol = symbol
    self.sequence = sequence
    self.publishedAt = Timestamp(nanoseconds: publishedAt)
    self.sentAt = Timestamp(nanoseconds: sentAt)
  }

  private static func number(_ key: String, in text: UnsafePointer<CChar>) -> Int64? {
    guard let start = end(of: key, in: text) else { return nil }
    var rest: UnsafeMutablePointer<CChar>?
    let value = strtoll(start, &rest, 10)
    return rest.map { UnsafePointer($0) } == start ? nil : value
  }

  private static func end(of key: String, in text: UnsafePointer<CChar>) -> UnsafePointer<CChar>? {
    strstr(text, key).map { UnsafePointer($0) + key.utf8.count }
  }
}
