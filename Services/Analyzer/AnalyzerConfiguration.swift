import FoundationEssentials
import HTTPClient
import Model
import ServiceKit
import TradingRules

/// What the analyzer is told at its start.
struct AnalyzerConfiguration: Sendable {
  /// nil: the rules analyst.
  let models: Models?

  struct Models: Sendable {
    let server: ModelServer
    let plan: AnalystPlan
    let budget: Budget
    let policy: RetryPolicy
    /// Charts analysed at the same time.
    let parallel: Int
  }

  /// - Throws: ``ConfigurationError`` naming the key, the value and what to do.
  init(_ settings: Settings) throws {
    guard try settings.required(.analystProvider) == "openai" else {
      models = nil
      return
    }
    let server = try Self.server(settings)
    let isOwn = try HTTPAddress(server.url).isPrivate
    let replyTokens = try settings.integer(.analystReplyTokens)
    let options: ModelOptions
    let profiles: [ModelProfile]
    do throws(ModelOptions.Failure) {
      options = try ModelOptions(settings.text(.analystModelOptions))
    } catch {
      throw ConfigurationError(["\(ConfigurationKey.analystModelOptions.environmentName) \(error)"])
    }
    let names = try settings.list(.analystModels) { $0.isEmpty ? nil : $0 }
    guard !names.isEmpty, Set(names).count == names.count else {
      throw ConfigurationError(["\(ConfigurationKey.analystModels.environmentName) names no model, or one twice"])
    }
    do {
      profiles = try names.map { name in try options.profile(name, replyTokens: replyTokens, isOwnServer: isOwn) }
    } catch let failure as ModelOptions.Failure {
      throw ConfigurationError(["\(ConfigurationKey.analystModelOptions.environmentName): \(failure)"])
    }
    models = Models(
      server: server, plan: try Self.plan(settings, profiles), budget: try Self.budget(settings),
      policy: RetryPolicy(base: .milliseconds(500), tries: try settings.integer(.analystTries), longest: .seconds(8)),
      parallel: try settings.integer(.analystParallel))
  }

  private static func server(_ settings: Settings) throws -> ModelServer {
    var url = try settings.required(.analystURL)
    while url.hasSuffix("/") { url.removeLast() }
    let address: HTTPAddress
    do {
      address = try HTTPAddress(url)
    } catch {
      throw ConfigurationError(["\(ConfigurationKey.analystURL.environmentName): \(error.message)"])
    }
    guard let kind = ServerKind(rawValue: try settings.required(.analystServer)) else {
      throw ConfigurationError(["\(ConfigurationKey.analystServer.environmentName) is not a kind of server"])
    }
    let key = settings.text(.analystKey)
    guard key != nil || address.isPrivate else {
      throw ConfigurationError([
        "\(ConfigurationKey.analystKey.environmentName) (or OPENAI_API_KEY) is not set, and \(address.host) needs a key"
      ])
    }
    return ModelServer(kind: kind, url: url, key: key ?? "none", timeout: try settings.seconds(.analystTimeout))
  }

  private static func plan(_ settings: Settings, _ profiles: [ModelProfile]) throws -> AnalystPlan {
    let members = try settings.integer(.analystEnsemble)
    let agreement = settings.text(.analystAgreement).flatMap { Int($0) } ?? members / 2 + 1
    guard agreement <= members else {
      throw ConfigurationError([
        "\(ConfigurationKey.analystAgreement.environmentName): \(agreement) of \(members) answers cannot agree"
      ])
    }
    guard let detail = ImageDetail(rawValue: try settings.required(.analystDetail)),
      let kind = AnalystPlan.EnsembleKind(rawValue: try settings.required(.analystEnsembleKind))
    else { throw ConfigurationError(["the analyst's detail or kind of ensemble is unknown"]) }
    let format = try settings.required(.analystFormat)
    return AnalystPlan(
      promptName: DefaultPrompt.name, models: profiles, detail: detail, effort: settings.text(.analystEffort),
      format: AnswerFormat(rawValue: format), members: members, ensembleKind: kind, agreement: agreement,
      readingLimit: try settings.decimal(.analystReadingLimit))
  }

  private static func budget(_ settings: Settings) throws -> Budget {
    func dollars(_ key: ConfigurationKey) throws -> Dollars {
      guard let amount = Dollars(try settings.required(key)) else {
        throw ConfigurationError(["\(key.environmentName) is not an amount of dollars such as 2.50"])
      }
      return amount
    }
    return Budget(daily: try dollars(.analystDailyBudget), monthly: try dollars(.analystMonthlyBudget))
  }
}
