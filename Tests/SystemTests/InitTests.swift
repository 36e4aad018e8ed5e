import Foundation
import TestKit
import Testing

/// `autotrader init` as a process of its own, against a Bot API server.
@Suite struct InitTests {
  /// Pairs a person as the command's text asks for. The system that is started in the folder later knows the bot.
  static func pair(_ name: String, _ person: Int64, with server: LoopbackBotServer, in folder: String, arguments: [String] = [])
    async throws
  {
    let command = try start(["--name", name] + arguments, server, folder)
    let code = try await self.code(of: command)
    try server.say("/start 000000", from: person)
    try server.say("/start \(code)", from: person)
    let exitCode = try await command.exitCode()
    let output = try command.output()
    #expect(exitCode == 0, "\(output)")
    if !arguments.contains("--json") {
      let files = ["telegram/token secrets/telegram-token", "telegram/approvers secrets/telegram-approvers"]
      #expect(files.allSatisfy(output.contains) && !output.contains("_FILE="), "\(output)")
    }
    #expect(!output.contains(server.token) && !output.contains("\(person)"), "\(output)")
    #expect(server.messages(in: person).last?.words.hasPrefix("✅ Paired as \(name).") == true)
    let files = "\(folder)/instances/telegram"
    #expect(try String(contentsOfFile: "\(files)/token", encoding: .utf8) == server.token)
    #expect(try String(contentsOfFile: "\(files)/approvers", encoding: .utf8).contains("\(name)=\(person)"))
    for file in ["token", "approvers"] {
      let mode = try FileManager.default.attributesOfItem(atPath: "\(files)/\(file)")[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
    }
  }

  private static func start(_ arguments: [String], _ server: LoopbackBotServer, _ folder: String, token: String? = nil) throws
    -> StartedCommand
  {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let tokenFile = "\(folder)/bot.token"
    try "\(token ?? server.token)\n".write(toFile: tokenFile, atomically: true, encoding: .utf8)
    return try StartedCommand(
      RunningSystem.program("autotrader"),
      ["init", "--token-file", tokenFile, "--directory", "\(folder)/instances"] + arguments,
      environment: ["AUTOTRADER_TELEGRAM_URL": server.baseURL], outputPath: "\(folder)/init-\(UUID().uuidString)")
  }

  /// The six digits that the terminal shows.
  private static func code(of command: StartedCommand) async throws -> String {
    try await eventuallyFound("the code is shown") { try command.output().firstMatch(of: /\/start ([0-9]{6})/).map { String($0.1) } }
  }

  @Test func aSecondPersonIsAddedAndProgramsReadTheResult() async throws {
    let server = try LoopbackBotServer()
    defer { server.stop() }
    let folder = RunningSystem.newFolder()
    defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
    server.addPerson(7_000_000_001, "Ann")
    server.addPerson(7_000_000_002, "Bob")
    try await Self.pair("ann", 7_000_000_001, with: server, in: folder)
    try await Self.pair("bob", 7_000_000_002, with: server, in: folder, arguments: ["--json"])
    let approvers = try String(contentsOfFile: "\(folder)/instances/telegram/approvers", encoding: .utf8)
    #expect(approvers == "ann=7000000001,bob=7000000002")
  }

  @Test func theTokenIsNotShownWhileItIsTypedAndTheTerminalShowsAgainWhatIsTyped() async throws {
    let folder = RunningSystem.newFolder()
    defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for isInterrupted in [false, true] {
      let terminal = try PseudoTerminal()
      let command = try StartedCommand(
        RunningSystem.program("autotrader"), ["init", "--name", "ann", "--directory", "\(folder)/instances"], input: terminal.input,
        outputPath: "\(folder)/init-\(isInterrupted)")
      try await eventually("the token is asked for") { try command.output().contains("The bot's token") }
      try await eventually("the terminal is silent") { try !terminal.echoes() }
      if isInterrupted {
        try await command.end(SIGINT)
        #expect(try await command.exitCode() == 130)
      } else {
        try terminal.type("no secret at all\n")
        #expect(try await command.exitCode() == 78)
        #expect(try !terminal.shown().contains("secret"))
      }
      #expect(try terminal.echoes())
    }
  }

  @Test func aTokenThatIsRefusedAndAPersonWhoDoesNotComeAreSentencesAndLeaveNothing() async throws {
    let server = try LoopbackBotServer()
    defer { server.stop() }
    let folder = RunningSystem.newFolder()
    defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
    let wrong = "123456789:another-SECRET_secret-another-123456"
    let refused = try Self.start(["--name", "ann"], server, folder, token: wrong)
    #expect(try await refused.exitCode() == 1)
    #expect(try refused.output().contains("is the token right?") && !refused.output().contains(wrong))
    let none = try Self.start(["--name", "ann"], server, folder, token: "no token")
    #expect(try await none.exitCode() == 78)
    #expect(try none.output().contains("@BotFather writes it as"))
    let alone = try Self.start(["--name", "ann", "--timeout", "1"], server, folder)
    #expect(try await alone.exitCode() == 1)
    #expect(try alone.output().contains("nobody wrote /start "))
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/instances/telegram"))
  }
}
