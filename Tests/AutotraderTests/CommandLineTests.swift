import ArgumentParser
import Testing

@testable import Autotrader

@Suite struct CommandLineTests {
  /// Each command with the words that call it; the name of a default command may be left out.
  private static func commands(
    _ type: any ParsableCommand.Type = AutotraderCommand.self, _ words: [String] = []
  ) -> [(words: [String], help: String)] {
    let configuration = type.configuration
    let own = words + [configuration.commandName].compactMap { $0 }
    let below = configuration.subcommands.flatMap { part in
      part == configuration.defaultSubcommand ? [(words: own, help: part.configuration.discussion)] : commands(part, own)
    }
    return [(own, configuration.discussion)] + below
  }

  @Test func everyCommandsHelpHasAnExampleOfIt() {
    let commands = Self.commands()
    #expect(commands.count > 40)
    for command in commands {
      #expect(command.help.contains(command.words.joined(separator: " ")), "\(command.words)")
    }
  }

  @Test func whatEndsOrStartsAProcessAndWhatChecksAFileAnswersPrograms() throws {
    #expect(try (AutotraderCommand.parseAsRoot(["restart", "executor", "--json"]) as? RestartCommand)?.json == true)
    #expect(try (AutotraderCommand.parseAsRoot(["down", "--json"]) as? DownCommand)?.json == true)
    #expect(try (AutotraderCommand.parseAsRoot(["config", "check", "--json"]) as? ConfigCheckCommand)?.json == true)
  }
}
