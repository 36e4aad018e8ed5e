import FoundationEssentials
import HTTPClient
import Logging
import Model
import ServiceKit
import Telegram

/// Everything about Telegram that the configuration says.
struct TelegramConfiguration: Sendable {
  let token: BotToken
  let baseURL: String
  let access: TelegramAccess
  /// Where messages go.
  let chats: [Int64]
  let secondTapAbove: Money

  /// - Returns: nil without a token: there is no Telegram then.
  /// - Throws: ``ConfigurationError`` naming the key; the values are secrets and not repeated.
  init?(_ settings: Settings) throws {
    guard let text = settings.text(.telegramToken) else { return nil }
    guard let token = BotToken(text) else {
      throw ConfigurationError(["\(ConfigurationKey.telegramToken.environmentName) is no bot token: BotFather writes it as 123456:ABC-def"])
    }
    self.token = token
    baseURL = try settings.required(.telegramURL)
    let approvers = try Self.approvers(try settings.required(.telegramApprovers))
    let chats = try (settings.text(.telegramChats) ?? "").split(separator: ",").map { part in
      guard let id = Int64(part.trimmingCharacters(in: .whitespaces)) else {
        throw ConfigurationError(["\(ConfigurationKey.telegramChats.environmentName) holds something that is no chat's number"])
      }
      return id
    }
    access = TelegramAccess(approvers: approvers, groups: Set(chats.filter { $0 < 0 }))
    self.chats = chats.isEmpty ? approvers.keys.sorted() : chats
    guard let limit = Money(nearest: try settings.decimal(.secondTapAbove)) else {
      throw ConfigurationError(["\(ConfigurationKey.secondTapAbove.environmentName) is no amount"])
    }
    secondTapAbove = limit
  }

  private static func approvers(_ text: String) throws -> [Int64: String] {
    var result: [Int64: String] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      guard pair.count == 2, !pair[0].isEmpty, pair[0].utf8.count <= 40, let id = Int64(pair[1]), id > 0, result[id] == nil else {
        throw ConfigurationError([
          "\(ConfigurationKey.telegramApprovers.environmentName) must be NAME=NUMBER, separated by commas, each number once"
        ])
      }
      result[id] = pair[0]
    }
    guard !result.isEmpty else { throw ConfigurationError(["\(ConfigurationKey.telegramApprovers.environmentName) names nobody"]) }
    return result
  }
}
