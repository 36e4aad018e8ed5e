/// What a service's program does with its arguments. It takes none, and one that is not understood starts nothing: a second executor beside
/// the running one is not what `--help` asks for.
enum ServiceArguments: Equatable {
  case run
  /// Said on standard output; the program ends well.
  case say(String)
  /// Said on standard error; the program ends with 64.
  case refuse(String)

  init(_ arguments: [String], of program: String) {
    guard let first = arguments.first else {
      self = .run
      return
    }
    switch (first, arguments.count) {
    case ("--help", 1), ("-h", 1):
      self = .say(
        """
        \(program) \(ProgramVersion.current), a service of Autotrader. It takes no arguments and runs until SIGTERM.

        Configuration comes from the environment (AUTOTRADER_…) and from the YAML file that AUTOTRADER_CONFIG names:
          autotrader config example   every key, with its meaning
          autotrader config check     what is wrong or missing
          autotrader up               starts this service with all others

        Options: --help, --version
        Exit codes: 0 stopped, 64 an argument, 69 it cannot go on, 78 bad configuration.
        """)
    case ("--version", 1): self = .say(ProgramVersion.current)
    default:
      let other = arguments.first { !["--help", "-h", "--version"].contains($0) } ?? arguments[1]
      self = .refuse("it takes no arguments but --help or --version, not '\(other)': configuration comes from the environment and YAML")
    }
  }
}
