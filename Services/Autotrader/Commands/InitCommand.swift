import ArgumentParser
import FoundationEssentials
import Glibc
import HTTPClient
import Instance
import Logging
import Model
import ServiceKit
import Telegram

/// `autotrader init`.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Pairs a Telegram bot with your phone, and sends a test message.",
    discussion: """
      Make a bot with @BotFather first; it gives you the token. The token is read from --token-file, else from AUTOTRADER_TELEGRAM_TOKEN \
      (or its _FILE), else it is asked for, and not shown while you type. It is never taken from the command line, which other users of the machine can see.

      The token and your number are stored in .autotrader/telegram/, readable by you alone; autotrader up takes them from there. Run it \
      again with another --name to let a second person decide.

      Examples:
        autotrader init --name ann
        autotrader init --name bob --token-file bot.token --json

      Exit codes: 0 paired and tested, 1 nobody came in time or Telegram refused, 64 wrong command line, 78 bad configuration.
      """)

  @Option(help: "What logs and reports call you: no spaces, commas or equal signs.")
  var name: String = ProcessInfo.processInfo.environment["USER"] ?? "owner"
  @Option(help: "A file that holds the bot's token.")
  var tokenFile: String?
  @Option(help: "Seconds to wait for your message.")
  var timeout = 180
  @Option(help: "The folder of instance folders.")
  var directory = RunningInstance.root
  @Flag(help: "One JSON object at the end.")
  var json = false

  private struct Output: Encodable {
    let bot: String
    let name: String
    let tokenFile: String
    let approversFile: String
  }

  func validate() throws {
    guard ApproverList.isName(name) else {
      throw ValidationError("'\(name)' cannot be a name here: 1 to 40 bytes without spaces, commas and =")
    }
    guard (1...3600).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 3600 seconds") }
  }

  func run() async throws {
    let settings = try Settings.load(
      environment: ProcessInfo.processInfo.environment, file: ProcessInfo.processInfo.environment["AUTOTRADER_CONFIG"])
    let text = try await token(settings)
    guard let token = BotToken(text) else {
      throw CommandFailure(.configuration, "that is no bot token: @BotFather writes it as 123456:ABC-def")
    }
    let http = try HTTPClient(logger: Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() })
    let client = TelegramClient(token, baseURL: try settings.required(.telegramURL), http: http)
    do {
      try await pair(client, text)
    } catch let error as TelegramError {
      throw CommandFailure(.failed, "Telegram: \(error)\(error.code == .unauthorized ? " (is the token right?)" : "")")
    }
  }

  private func pair(_ client: TelegramClient, _ token: String) async throws {
    let terminal = json ? Terminal.standardError : Terminal.standardOutput
    let bot = try await client.getMe().username ?? "your bot"
    try await client.deleteWebhook()
    let code = TelegramPairingSession.makeCode()
    terminal.line("Open https://t.me/\(bot)?start=\(code) on your phone and press Start, or write to @\(bot): /start \(code)")
    let session = TelegramPairingSession(client: client, time: .system)
    let person = try await session.waitForPerson(code: code, within: .seconds(timeout))
    let pairing = TelegramPairing(root: directory)
    var approvers = pairing.approvers(of: token)
    approvers.add(name, person)
    _ = try await client.send(
      OutgoingMessage("✅ Paired as \(TelegramHTML.bold(name)). Proposals of this autotrader come here. /help lists the commands."),
      to: person)
    try pairing.save(token: token, approvers)
    if json {
      return try Terminal.standardOutput.json(
        Output(bot: bot, name: name, tokenFile: pairing.tokenFile, approversFile: pairing.approversFile))
    }
    terminal.line(
      "Paired with @\(bot) as \(name); a test message is on your phone. Deciding now: \(approvers.names.joined(separator: ", ")).")
    terminal.line("autotrader up uses it. Containers read both from the folder that AUTOTRADER_SECRETS names, here ./secrets:")
    for line in pairing.containerAdvice { terminal.line("  \(line)") }
  }

  private func token(_ settings: Settings) async throws -> String {
    if let tokenFile {
      guard let data = FileManager.default.contents(atPath: tokenFile) else {
        throw CommandFailure(.failed, "the file \(tokenFile) cannot be read")
      }
      return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    if let text = settings.text(.telegramToken) { return text }
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure(.usage, "nobody to ask for the token at this input: give --token-file or AUTOTRADER_TELEGRAM_TOKEN")
    }
    Terminal.standardError.line("The bot's token, as @BotFather gave it:")
    return (try await SecretLine.read(from: STDIN_FILENO) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
