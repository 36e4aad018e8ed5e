import Model
import TradingRules

/// Reads a model's text as a ``ModelAnswer``: every key there, no key more, each of its type. Nothing is repaired.
package enum AnswerDecoding {
  static let longestText = 4000
  static let mostLevels = 16

  /// - Parameter format: where the server was not held to the schema, one code fence around the answer is expected and taken off.
  package static func decode(_ content: String, _ format: AnswerFormat) throws(AnswerDefect) -> ModelAnswer {
    var text = Substring(content).trimmed
    if text.hasPrefix("```") {
      guard format != .jsonSchema else {
        throw AnswerDefect(
          .fenced, "the answer is wrapped in a code fence, so the server does not hold the model to the schema: set the format to text")
      }
      text = unfenced(text)
    }
    let tree: JSONValue
    do {
      tree = try JSONValue(parsing: text.utf8)
    } catch {
      throw AnswerDefect(.notJSON, "the answer is not JSON, it begins: \(excerpt(text))")
    }
    let root = try Members(
      tree, "the answer",
      [
        "chart_reading", "trend", "pattern", "key_levels", "reasoning", "direction", "entry", "stop_loss", "take_profit", "setup_quality",
        "market_environment", "risk_reward",
      ])
    let read = try Members(
      root.value("chart_reading"), "chart_reading", ["symbol", "timeframe", "last_close", "highest_high", "lowest_low"])
    let reading = ChartReading(
      symbol: try read.text("symbol"), timeframe: try read.text("timeframe"), lastClose: try read.number("last_close"),
      highestHigh: try read.number("highest_high"), lowestLow: try read.number("lowest_low"), keyLevels: try root.numbers("key_levels"))
    return ModelAnswer(
      reading: reading, trend: try root.choice("trend", ["up", "down", "sideways"]), pattern: try root.text("pattern"),
      reasoning: try root.text("reasoning"), direction: try root.choice("direction", Recommendation.allCases.map(\.rawValue)),
      entry: try root.optionalNumber("entry"), stopLoss: try root.optionalNumber("stop_loss"),
      takeProfit: try root.optionalNumber("take_profit"), setupQuality: try root.number("setup_quality"),
      marketEnvironment: try root.number("market_environment"), riskReward: try root.optionalNumber("risk_reward"))
  }

  private static func unfenced(_ text: Substring) -> Substring {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.trimmed == "```" { lines.removeLast() }
    return Substring(lines.dropFirst().joined(separator: "\n")).trimmed
  }

  /// Short, on one line: for messages.
  static func excerpt(_ text: some StringProtocol) -> String {
    let line = String(text.prefix(120)).map { $0.isNewline ? " " : $0 }
    return "“\(String(line))\(text.count > 120 ? "…" : "")”"
  }

  /// The members of one object.
  private struct Members {
    let values: [String: JSONValue]
    let path: String

    init(_ tree: JSONValue, _ path: String, _ keys: [String]) throws(AnswerDefect) {
      guard case .object(let values) = tree else { throw AnswerDefect(.wrongType, "\(path) is not an object") }
      if let key = keys.first(where: { values[$0] == nil }) { throw AnswerDefect(.missingKey, "\(path) has no \(key)") }
      if let key = values.keys.sorted().first(where: { !keys.contains($0) }) {
        throw AnswerDefect(.unknownKey, "\(path) has a key that nobody asked for: \(AnswerDecoding.excerpt(key))")
      }
      self.values = values
      self.path = path
    }

    /// - Precondition: one of the keys.
    func value(_ key: String) -> JSONValue { values[key] ?? .null }

    func text(_ key: String) throws(AnswerDefect) -> String {
      guard let text = value(key).string else { throw AnswerDefect(.wrongType, "\(key) is not a text") }
      guard text.utf8.count <= longestText else { throw AnswerDefect(.wrongValue, "\(key) is longer than \(longestText) bytes") }
      return text
    }

    func choice(_ key: String, _ choices: [String]) throws(AnswerDefect) -> String {
      let text = try text(key)
      guard choices.contains(text) else {
        throw AnswerDefect(.wrongValue, "\(key) is \(excerpt(text)), none of \(choices.joined(separator: ", "))")
      }
      return text
    }

    func number(_ key: String) throws(AnswerDefect) -> Double {
      guard let number = value(key).double, number.isFinite else { throw AnswerDefect(.wrongType, "\(key) is not a number") }
      return number
    }

    func optionalNumber(_ key: String) throws(AnswerDefect) -> Double? { value(key) == .null ? nil : try number(key) }

    func numbers(_ key: String) throws(AnswerDefect) -> [Double] {
      guard let elements = value(key).elements else { throw AnswerDefect(.wrongType, "\(key) is not a list") }
      guard elements.count <= mostLevels else { throw AnswerDefect(.wrongValue, "\(key) has more than \(mostLevels) entries") }
      let numbers = elements.compactMap(\.double).filter(\.isFinite)
      guard numbers.count == elements.count else { throw AnswerDefect(.wrongType, "\(key) holds something that is not a number") }
      return numbers
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
