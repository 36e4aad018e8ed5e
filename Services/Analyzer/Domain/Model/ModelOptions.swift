import Model

/// What the configuration says about models, as JSON:
/// `{"my-model":{"input":"0.1","cached":"0.01","output":"0.5","imageTokens":1200,"replyTokens":2000,"reasons":false}}`,
/// prices in dollars for a million tokens, as texts. Each key may be left out for a model that is known.
package struct ModelOptions: Sendable {
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  private let members: [String: JSONValue]
  private static let keys: Set = ["input", "cached", "cacheWrite", "output", "imageTokens", "replyTokens", "reasons"]

  /// - Throws: ``Failure`` naming what cannot be read.
  package init(_ text: String?) throws(Failure) {
    guard let text else {
      members = [:]
      return
    }
    let tree: JSONValue
    do {
      tree = try JSONValue(parsing: text.utf8)
    } catch {
      throw Failure(description: "is not JSON")
    }
    guard case .object(let members) = tree else { throw Failure(description: "is not a JSON object keyed by model names") }
    for (model, options) in members {
      guard case .object(let options) = options else { throw Failure(description: "\(model): is not an object") }
      if let unknown = options.keys.sorted().first(where: { !Self.keys.contains($0) }) {
        throw Failure(description: "\(model): unknown key \(unknown), known are \(Self.keys.sorted().joined(separator: ", "))")
      }
    }
    self.members = members
  }

  /// - Parameter isOwnServer: a server on this machine or network costs nothing by the token unless options say otherwise.
  /// - Throws: ``Failure`` for a model of a paid server whose prices nobody knows: its budget could not be kept.
  package func profile(_ name: String, replyTokens: Int, isOwnServer: Bool) throws(Failure) -> ModelProfile {
    let known = ModelCatalogue.profile(name, replyTokens: replyTokens)
    let options = members[name]
    func price(_ key: String, _ fallback: Dollars?) throws(Failure) -> Dollars? {
      guard let value = options?[key] else { return fallback }
      guard let text = value.string, let price = Dollars(text), price >= .zero else {
        throw Failure(description: "\(name): \(key) is not a price such as \"0.25\"")
      }
      return price
    }
    let own: Dollars? = isOwnServer ? .zero : nil
    guard let input = try price("input", known?.prices.input ?? own), let output = try price("output", known?.prices.output ?? own) else {
      throw Failure(
        description: "\(name): nobody knows its prices, so no budget can be kept: "
          + "give {\"\(name)\":{\"input\":\"…\",\"output\":\"…\"}} in dollars for a million tokens")
    }
    let cached = try price("cached", known?.prices.cached ?? input) ?? input
    let prices = ModelPrices(input: input, cached: cached, output: output, cacheWrite: try price("cacheWrite", nil))
    var rule = known?.imageTokens ?? .patches(factor: 2.46, budget: 2500, originalBudget: 10_000)
    if let tokens = options?["imageTokens"] {
      guard let count = tokens.count else { throw Failure(description: "\(name): imageTokens is not a whole number") }
      rule = .fixed(count)
    }
    var limit = replyTokens
    if let tokens = options?["replyTokens"] {
      guard let count = tokens.count, count > 0 else { throw Failure(description: "\(name): replyTokens is not a whole number above 0") }
      limit = count
    }
    var reasons = known?.reasons ?? false
    if let value = options?["reasons"] {
      guard case .bool(let flag) = value else { throw Failure(description: "\(name): reasons is not true or false") }
      reasons = flag
    }
    return ModelProfile(name: name, prices: prices, imageTokens: rule, replyTokens: limit, reasons: reasons)
  }
}
