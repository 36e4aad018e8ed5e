import FoundationEssentials
import Glibc
import Instance
import Model
import ServiceKit
import Telegram

/// What `autotrader init` leaves for `autotrader up`: the bot's token and who may decide, in files that only the owner reads.
struct TelegramPairing: Sendable {
  /// The folder of instance folders.
  let root: String

  var folder: String { "\(root)/telegram" }
  var tokenFile: String { "\(folder)/token" }
  var approversFile: String { "\(folder)/approvers" }

  var exists: Bool { FileManager.default.fileExists(atPath: tokenFile) && FileManager.default.fileExists(atPath: approversFile) }

  /// Names the files to the notifier, unless the caller's environment says something of its own about Telegram's token.
  func added(to environment: [String: String]) -> [String: String] {
    let token = ConfigurationKey.telegramToken.environmentName
    let approvers = ConfigurationKey.telegramApprovers.environmentName
    guard exists, environment[token] == nil, environment[token + "_FILE"] == nil else { return environment }
    var result = environment
    result[token + "_FILE"] = tokenFile
    if result[approvers] == nil, result[approvers + "_FILE"] == nil { result[approvers + "_FILE"] = approversFile }
    return result
  }

  /// - Throws: ``CommandFailure`` when the files cannot be written.
  func save(token: String, _ approvers: ApproverList) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.failed, "the folder \(folder) cannot be made: \(error.systemReason)")
    }
    _ = chmod(folder, 0o700)
    try Secrets.write(token, to: tokenFile)
    try Secrets.write(approvers.text, to: approversFile)
  }

  /// How containers get the two files: `docker-compose.yml` says itself where the notifier reads them. They are read by an account with
  /// another number than the owner's, so the folder is what keeps them from others. In paper it needs the paper exchange's key too.
  var containerAdvice: [String] {
    [
      "mkdir -m 700 secrets && cp deploy/containers/paper-secrets/* secrets/   # once, in paper; otherwise deploy/secrets makes it",
      "install -m 444 \(tokenFile) secrets/telegram-token",
      "install -m 444 \(approversFile) secrets/telegram-approvers",
      "docker compose up -d --force-recreate   # with AUTOTRADER_SECRETS=./secrets in .env",
    ]
  }

  /// Who was paired before; nobody when that was with another bot.
  func approvers(of token: String) -> ApproverList {
    guard let known = FileManager.default.contents(atPath: tokenFile), String(decoding: known, as: UTF8.self) == token,
      let list = FileManager.default.contents(atPath: approversFile)
    else { return ApproverList(text: "") }
    return ApproverList(text: String(decoding: list, as: UTF8.self))
  }
}
