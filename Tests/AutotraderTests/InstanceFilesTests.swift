import FoundationEssentials
import Glibc
import Instance
import TestKit
import Testing

@testable import Autotrader

@Suite struct InstanceFilesTests {
  @Test func aSecondUpOnOneInstanceIsRefusedUntilTheFirstEnds() throws {
    let root = try TemporaryFolder()
    let folder = InstanceFolder(path: "\(root.path)/synthetic-1m")
    do {
      let first = try InstanceLock(folder)
      let failure = #expect(throws: CommandFailure.self) { try InstanceLock(folder) }
      #expect(failure?.description == "the instance synthetic-1m is already running: stop it with autotrader down")
      withExtendedLifetime(first) {}
    }
    #expect(throws: Never.self) { try InstanceLock(folder) }
  }

  @Test func secretsAreTheOwnersAloneAndStayTheSame() throws {
    let root = try TemporaryFolder()
    let folder = InstanceFolder(path: "\(root.path)/i")
    try folder.create()
    let secrets = Secrets(folder: folder)
    let first = try secrets.value("key")
    #expect(first.count == 32)
    #expect(first.filter(\.isHexDigit) == first)
    #expect(try secrets.value("key") == first)
    #expect(try secrets.renew("key") != first)
    var status = stat()
    #expect(stat(folder.secret("key"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat(folder.secrets, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func aTakenPortIsNamed() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let port = try #require(try LoopbackPorts.free(1).first)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    try #require(bound == 0 && listen(descriptor, 1) == 0)
    #expect(Ports.firstTaken(of: [port]) == port)
    #expect(!Ports.isFree(70_000))
  }

  @Test func theNewestPostgreSQLIsTaken() throws {
    let root = try TemporaryFolder()
    for (version, programs) in [("9", ["initdb", "postgres", "createdb"]), ("15", ["initdb", "postgres", "createdb"]), ("16", ["psql"])] {
      try FileManager.default.createDirectory(atPath: "\(root.path)/\(version)/bin", withIntermediateDirectories: true)
      for program in programs {
        try root.write("x", to: "\(version)/bin/\(program)")
        #expect(chmod("\(root.path)/\(version)/bin/\(program)", 0o755) == 0)
      }
    }
    #expect(try PostgreSQLBinaries.newest(in: root.path).version == 15)
  }

  @Test func withoutPostgreSQLThePackageIsNamed() throws {
    let root = try TemporaryFolder()
    let failure = #expect(throws: CommandFailure.self) { try PostgreSQLBinaries.newest(in: root.path) }
    #expect(failure?.description.contains("postgresql-15") == true)
  }

  @Test func earlierOnceRunsAreRemovedUnlessTheyRun() async throws {
    let root = try TemporaryFolder()
    for name in ["once-a", "once-b", "synthetic-1m"] { try InstanceFolder(path: "\(root.path)/\(name)").create() }
    let running = try InstanceLock(InstanceFolder(path: "\(root.path)/once-b"))
    try await InstanceCleaning.removeEarlierOnce(in: root.path)
    withExtendedLifetime(running) {}
    #expect(try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() == ["once-b", "once-b.lock", "synthetic-1m"])
  }
}
