import FoundationEssentials
import Model

/// A payload's plain values as `key=value`, nested objects one level deep, lists by their length.
struct PayloadSummary: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let members = try decoder.singleValueContainer().decode([String: Member].self)
    text = Self.fields(members).joined(separator: " ")
  }

  private static func fields(_ members: [String: Member]) -> [String] {
    // The symbol is what a reader looks for first; ids are long and come last.
    func rank(_ key: String) -> Int { key == "symbol" ? 0 : key.hasSuffix("ID") ? 2 : 1 }
    return members.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }.flatMap { key, member -> [String] in
      switch member {
      case .text(let text): ["\(key)=\(text)"]
      case .list(let count): ["\(key)=[\(count)]"]
      case .object(let members): fields(members)
      case .null: []
      }
    }
  }

  /// A JSON value of any kind.
  enum Member: Decodable {
    case text(String)
    case list(Int)
    case object([String: Member])
    case null

    init(from decoder: any Decoder) throws {
      if var list = try? decoder.unkeyedContainer() {
        var count = 0
        while !list.isAtEnd {
          _ = try list.decode(Member.self)
          count += 1
        }
        self = .list(count)
        return
      }
      let container = try decoder.singleValueContainer()
      // The kind of a JSON value shows only by trying; a failed try is the answer no, not an error.
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .text("\(flag)")
      } else if let whole = try? container.decode(Int64.self) {
        // Eighteen digits and more are nanoseconds since 1970.
        self = .text(whole > 100_000_000_000_000_000 ? Timestamp(nanoseconds: whole).clock : "\(whole)")
      } else if let number = try? container.decode(Double.self) {
        self = .text("\(number)")
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .object(try container.decode([String: Member].self))
      }
    }
  }
}
