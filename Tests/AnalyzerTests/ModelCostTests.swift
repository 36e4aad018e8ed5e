import Model
import ServiceKit
import Testing
import TradingRules

@testable import Analyzer

/// The examples of the provider's guide.
@Suite struct ModelCostTests {
  @Test(
    "Image tokens are counted as the provider's guide counts them",
    arguments: [
      (512, 512, 255, 8500, 256, 415, 308), (1024, 1024, 765, 25501, 1024, 1659, 1229), (1280, 720, 1105, 36835, 920, 1491, 1104),
      (1800, 2400, 765, 25501, 1452, 2353, 1743), (2048, 4096, 1105, 36835, 1458, 2362, 1750),
    ])
  func imageTokens(_ width: Int, _ height: Int, _ tiles: Int, _ miniTiles: Int, _ patches: Int, _ at162: Int, _ at12: Int) {
    func tokens(_ rule: ImageTokenRule) -> Int { rule.tokens(width: width, height: height, detail: .high) }
    #expect(tokens(.tiles(base: 85, perTile: 170)) == tiles)
    #expect(tokens(.tiles(base: 2833, perTile: 5667)) == miniTiles)
    for (factor, expected) in [(1.0, patches), (1.62, at162), (1.2, at12)] {
      #expect(tokens(.patches(factor: factor, budget: 1536, originalBudget: nil)) == expected)
    }
  }

  @Test("Low detail costs a tile model its base; original looks closer where there is such a thing")
  func details() {
    #expect(ImageTokenRule.tiles(base: 85, perTile: 170).tokens(width: 1280, height: 800, detail: .low) == 85)
    let large = ImageTokenRule.patches(factor: 1.2, budget: 2500, originalBudget: 10_000)
    // 1280 × 800 are 40 × 25 patches.
    #expect(large.tokens(width: 1280, height: 800, detail: .high) == 1200)
    // 4096 × 2048: 128 × 64 patches in original; high fits the side of 2048 first, 64 × 32.
    #expect(large.tokens(width: 4096, height: 2048, detail: .original) == 9831)
    #expect(large.tokens(width: 4096, height: 2048, detail: .high) == 2458)
  }

  @Test("Cached and written tokens have their own prices; rounding is to the cent's millionth, upwards")
  func costs() throws {
    let prices = ModelPrices(
      input: try #require(Dollars("2")), cached: try #require(Dollars("0.1")), output: try #require(Dollars("10")))
    // (1000 − 400 − 100)·2 + 400·0.1 + 100·2.5 + 50·10 = 1790 millionths
    let usage = TokenUsage(promptTokens: 1000, cachedTokens: 400, cacheWriteTokens: 100, completionTokens: 50)
    #expect(prices.cost(usage) == Dollars("0.00179"))
    #expect(prices.cost(TokenUsage(promptTokens: 1, completionTokens: 0)) == Dollars("0.000002"))
    let luna = try #require(ModelCatalogue.profile("gpt-6-luna", replyTokens: 2000)).prices
    // One cached token costs $0.00000001.
    #expect(luna.cost(TokenUsage(promptTokens: 1, cachedTokens: 1, completionTokens: 0)) == Dollars("0.00000001"))
    #expect(luna.most(promptTokens: 1000, replyTokens: 2000) == Dollars("0.001125"))
  }

  @Test("Usage that does not add up counts as none")
  func usage() throws {
    func read(_ text: String) throws -> TokenUsage? { TokenUsage(try JSONValue(parsing: text.utf8)) }
    #expect(try read(#"{"prompt_tokens":10,"completion_tokens":2}"#) == TokenUsage(promptTokens: 10, completionTokens: 2))
    for text in [
      #"{"prompt_tokens":-1,"completion_tokens":2}"#, #"{"prompt_tokens":"10","completion_tokens":2}"#, #"{"prompt_tokens":10}"#,
      #"{"prompt_tokens":1.5,"completion_tokens":2}"#,
      #"{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":11}}"#, "[]",
    ] {
      #expect(try read(text) == nil)
    }
  }

  @Test("A model that nobody knows needs prices on a paid server, none on one's own")
  func options() throws {
    let none = try ModelOptions(nil)
    #expect(throws: ModelOptions.Failure.self) { try none.profile("llava", replyTokens: 500, isOwnServer: false) }
    let own = try none.profile("llava", replyTokens: 500, isOwnServer: true)
    #expect(own.prices == .free && own.replyTokens == 500 && !own.reasons)
    let given = try ModelOptions(#"{"llava":{"input":"0.5","output":"2","imageTokens":900,"replyTokens":700,"reasons":true}}"#)
    let model = try given.profile("llava", replyTokens: 500, isOwnServer: false)
    #expect(model.prices.output == Dollars("2") && model.imageTokens == .fixed(900) && model.replyTokens == 700 && model.reasons)
    for text in ["x", "[]", #"{"m":{"inputs":"1"}}"#, #"{"m":[]}"#] {
      #expect(throws: ModelOptions.Failure.self) { try ModelOptions(text) }
    }
    #expect(throws: ModelOptions.Failure.self) {
      try ModelOptions(#"{"llava":{"input":0.5,"output":"2"}}"#).profile("llava", replyTokens: 500, isOwnServer: false)
    }
  }

  @Test("The configuration names what is wrong")
  func configuration() throws {
    func problem(_ environment: [String: String]) throws -> String? {
      do {
        _ = try AnalyzerConfiguration(try Settings.load(environment: ["AUTOTRADER_ANALYST_PROVIDER": "openai"].merging(environment) { $1 }))
        return nil
      } catch let error as ConfigurationError {
        return error.description
      }
    }
    #expect(try AnalyzerConfiguration(try Settings.load(environment: [:])).models == nil)
    #expect(try problem([:])?.contains("OPENAI_API_KEY") == true)
    #expect(try problem(["OPENAI_API_KEY": "sk-x"]) == nil)
    #expect(try problem(["OPENAI_API_KEY": "sk-x", "AUTOTRADER_ANALYST_MODELS": "gpt-9"])?.contains("gpt-9") == true)
    #expect(try problem(["AUTOTRADER_ANALYST_URL": "http://127.0.0.1:11434/v1", "AUTOTRADER_ANALYST_MODELS": "llava"]) == nil)
    #expect(
      try problem(["OPENAI_API_KEY": "sk-x", "AUTOTRADER_ANALYST_ENSEMBLE": "2", "AUTOTRADER_ANALYST_AGREEMENT": "3"])?
        .contains("AGREEMENT") == true)
  }

  @Test("Equal questions have equal keys; whatever is told to the server makes another")
  func keys() async throws {
    func key(sample: Int = 0, format: AnswerFormat = .jsonSchema, hash: String = "h", effort: String? = "low", limit: Int = 2000) throws
      -> String
    {
      let prompt = PromptVersion(
        id: try #require(PromptVersionID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001")), name: "p", number: 1, system: "s", user: "u")
      return Question(
        prompt: prompt, userText: "u", imageHash: hash, png: .init(),
        model: try #require(ModelCatalogue.profile("gpt-6-luna", replyTokens: limit)),
        detail: .high, effort: effort, format: format, sample: sample, server: "x"
      ).key()
    }
    let one = try key()
    #expect(try key() == one && one.count == 64)
    let others = [
      try key(sample: 1), try key(format: .text), try key(hash: "i"), try key(effort: nil), try key(limit: 2001),
    ]
    #expect(Set(others + [one]).count == 6)
  }
}
