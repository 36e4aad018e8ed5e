/// `NAME=NUMBER` pairs separated by commas, as the configuration wants them.
struct ApproverList: Sendable, Equatable {
  private(set) var text: String

  init(text: String) { self.text = text }

  /// Adds a person, or gives one who is in the list another name.
  mutating func add(_ name: String, _ number: Int64) {
    let others = text.split(separator: ",").filter { !$0.hasSuffix("=\(number)") }.map(String.init)
    text = (others + ["\(name)=\(number)"]).joined(separator: ",")
  }

  var names: [String] { text.split(separator: ",").compactMap { $0.split(separator: "=").first.map(String.init) } }

  /// What a name may be made of, so that it stays one part of the list.
  static func isName(_ name: String) -> Bool {
    (1...40).contains(name.utf8.count) && !name.contains { $0 == "," || $0 == "=" || $0.isWhitespace || $0.isNewline }
  }
}
