import ArgumentParser
import FoundationEssentials
import Instance
import Messaging

/// `autotrader keys`.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Makes the bus's CURVE keys: one server key, and one for each service and tool.",
    discussion: """
      With keys, the bus is encrypted and only programs with one of them can listen, publish or ask; without, it is plain and listens on \
      loopback and private networks only. autotrader up uses the folder by itself; elsewhere AUTOTRADER_BUS_KEYS names it. The folder \
      belongs to one account (mode 0700, files 0600); one that is open to others is refused.

      --rotate replaces every key. Running processes keep the old ones, so start everything again: events that were not delivered by \
      then are replayed, nothing is lost.

      Examples:
        autotrader keys
        autotrader keys --rotate
        autotrader keys --folder /etc/autotrader/keys --json
      """)

  static let folderName = "keys"

  @Flag(help: "Replace every key.")
  var rotate = false
  @Option(help: ArgumentHelp("Where the keys are.", valueName: "dir"))
  var folder = "\(RunningInstance.root)/\(KeysCommand.folderName)"
  @Flag(help: "One JSON object.")
  var json = false

  /// What was done.
  struct Report: Encodable, Equatable {
    let folder: String
    let made: [String]
    let rotated: Bool
  }

  func run() async throws {
    let report = try carryOut(currentDirectory: FileManager.default.currentDirectoryPath)
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(report) }
    if report.rotated {
      terminal.line("every key in \(report.folder) is new: start the system again, or its processes will not hear new ones")
    } else if report.made.isEmpty {
      terminal.line("every key is in \(report.folder) already; --rotate replaces them")
    } else {
      terminal.line("made in \(report.folder): keys of \(report.made.joined(separator: ", "))")
    }
  }

  func carryOut(currentDirectory: String) throws -> Report {
    let path = Market.absolute(folder, from: currentDirectory)
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: "/\(parent)", withIntermediateDirectories: true)
    let keys = KeyFolder(path)
    if rotate {
      try keys.rotate()
      return Report(folder: path, made: [], rotated: true)
    }
    return Report(folder: path, made: try keys.complete(), rotated: false)
  }
}
