import FoundationEssentials
import Model

/// What a stored analysis says of the model that made it; nothing for the rules analyst.
enum ModelText {
  /// The parts of the analyzer's record that are told.
  private struct Record: Decodable {
    struct Model: Decodable {
      let model: String
      let answeredBy: String?
      let requestID: String?
      let latencyMilliseconds: Int64
      let costDollars: Dollars
      let costIsEstimate: Bool
      let isNew: Bool
      let usage: Usage?
      let reading: Reading
    }

    struct Usage: Decodable {
      let promptTokens: Int
      let completionTokens: Int
    }

    struct Reading: Decodable {
      let value: Double
    }

    struct Fault: Decodable {
      let model: String
      let message: String
    }

    let model: Model?
    let faults: [Fault]?
  }

  /// - Parameter record: JSON text of the analyzer.
  static func lines(_ record: String?) -> [String] {
    guard let record else { return [] }
    let read: Record
    do {
      read = try JSONDecoder().decode(Record.self, from: Data(record.utf8))
    } catch {
      return ["the stored record cannot be read: \(error)"]
    }
    let faults = (read.faults ?? []).map { "no answer of \($0.model): \($0.message)" }
    guard let model = read.model else { return faults }
    let name = model.answeredBy.map { $0 == model.model ? $0 : "\(model.model) as \($0)" } ?? model.model
    let tokens = model.usage.map { "\($0.promptTokens) + \($0.completionTokens) tokens" } ?? "tokens not told"
    let cost = "\(model.costIsEstimate ? "at most " : "")$ \(model.costDollars)\(model.isNew ? "" : ", paid before")"
    return faults + [
      "model \(name), \(tokens), \(cost), \(model.latencyMilliseconds) ms, request \(model.requestID ?? "–")",
      "hallucination score \(model.reading.value)",
    ]
  }
}
