import ArgumentParser
import FoundationEssentials
import Instance
import Model

/// `autotrader logs`.
struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Shows the logs of the running instance, all processes in one stream or one of them.",
    discussion: """
      Examples:
        autotrader logs
        autotrader logs -f executor
        autotrader logs --cycle 3c3f3d32-52f0-498d-bdd4-728459ed6cdb
      """)

  @Argument(help: "Only this process.")
  var name: String?
  @Flag(name: [.customShort("f"), .long], help: "Go on with new lines until Ctrl-C.")
  var follow = false
  @Option(help: "Only lines about this cycle.")
  var cycle: String?
  @Option(help: "Start with this many lines a process.")
  var lines = 40
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if let cycle, CycleID(cycle) == nil { throw ValidationError("'\(cycle)' is not a cycle's id") }
    guard (0...100_000).contains(lines) else { throw ValidationError("--lines must be from 0 to 100000") }
  }

  func run() async throws {
    let running = try instance.requireInstance("name its folder with --instance DIR; a container's logs are shown by its own tools")
    let folder = InstanceFolder(path: running.directory)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.logs).filter { $0.hasSuffix(".log") }
      .map { String($0.dropLast(4)) }.sorted()
    if let name, !names.contains(name) {
      throw CommandFailure(.usage, "there is no log of \(name): \(names.joined(separator: ", "))")
    }
    let shown = name.map { [$0] } ?? names
    var readers = shown.map { LogReader(name: $0, path: folder.log(of: $0), readsOlder: cycle != nil) }
    var first: [Line] = []
    // A cycle is looked for in the whole log and the one before it.
    for index in readers.indices { first += try next(&readers[index]).suffix(cycle == nil ? lines : .max) }
    // Each line begins with its time.
    write(first.sorted { $0.text < $1.text }, showsNames: shown.count > 1)
    while follow {
      try await Task.sleep(for: .milliseconds(200))
      for index in readers.indices { write(try next(&readers[index]), showsNames: shown.count > 1) }
    }
  }

  private struct Line {
    let process: String
    let text: String
  }

  private func next(_ reader: inout LogReader) throws -> [Line] {
    let name = reader.name
    return try reader.next().filter { text in cycle.map(text.contains) ?? true }.map { Line(process: name, text: $0) }
  }

  private func write(_ lines: [Line], showsNames: Bool) {
    for line in lines {
      Terminal.standardOutput.line(showsNames ? "\(line.process.padded(to: 16)) \(line.text)" : line.text)
    }
  }
}
