import FoundationEssentials
import Glibc
import Instance

/// What a process takes of the machine, as the kernel counts it.
struct ProcessUsage: Sendable, Equatable {
  let residentMegabytes: Double
  /// Processor time since its start, of all its threads.
  let processorSeconds: Double

  /// - Throws: ``CommandFailure`` when there is no such process.
  init(of pid: Int32) throws(CommandFailure) {
    guard let statm = FileManager.default.contents(atPath: "/proc/\(pid)/statm"),
      let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat")
    else { throw CommandFailure(.failed, "process \(pid) has ended") }
    let usage = Self(
      statm: String(decoding: statm, as: UTF8.self), stat: String(decoding: stat, as: UTF8.self), pageBytes: sysconf(Int32(_SC_PAGESIZE)),
      ticksASecond: sysconf(Int32(_SC_CLK_TCK)))
    guard let usage else { throw CommandFailure(.failed, "/proc/\(pid) says nothing that can be read") }
    self = usage
  }

  /// - Returns: nil for texts that are not the kernel's (proc(5)).
  init?(statm: String, stat: String, pageBytes: Int, ticksASecond: Int) {
    // The second field is the program's name, which may contain anything.
    guard let name = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    let pages = statm.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    guard let pages, fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
    residentMegabytes = (pages * Double(pageBytes) / 104_857.6).rounded() / 10
    processorSeconds = (user + system) / Double(ticksASecond)
  }
}
