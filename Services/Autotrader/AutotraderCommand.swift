import ArgumentParser
import Instance
import ServiceKit

/// The command line of `autotrader`.
package struct AutotraderCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "autotrader",
    abstract: "Starts the autotrader on this machine, shows what it does, and decides on its proposals.",
    discussion: """
      Commands find the running system through --instance, AUTOTRADER_INSTANCE, .autotrader/current in the current folder, or the \
      configuration (AUTOTRADER_BUS_BASEPORT, AUTOTRADER_BUS_SERVICES, …), in this order; without any of them nothing is asked.

      Examples:
        autotrader up --once
        autotrader status
        autotrader cycle run --timeframe 1m --json
        autotrader trades --status open
        autotrader doctor
        autotrader halt

      Shell completion: autotrader --generate-completion-script bash (or zsh, fish).

      Exit codes: 0 ok, 1 failed, 2 not running or not reachable, 3 no trade found, 64 wrong command line, 78 bad configuration.
      """,
    version: ProgramVersion.current,
    subcommands: [
      UpCommand.self, DownCommand.self, RestartCommand.self, StatusCommand.self, DoctorCommand.self, LogsCommand.self, WhyCommand.self,
      CycleCommand.self, TradesCommand.self, PositionsCommand.self, ApproveCommand.self, RejectCommand.self, CloseCommand.self,
      AdoptCommand.self, QuarantineCommand.self, PauseCommand.self, ResumeCommand.self, HaltCommand.self, FaultCommand.self,
      ExportCommand.self, BooksCommand.self, CostCommand.self, InitCommand.self, ConfigCommand.self,
      KeysCommand.self, BenchCommand.self,
      VersionCommand.self,
    ])

  package init() {}

  package static func start() async { await CommandLineProgram.run(AutotraderCommand.self) }
}
