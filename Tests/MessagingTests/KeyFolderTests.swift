import Foundation
import Glibc
import Messaging
import TestKit
import Testing

@Suite struct KeyFolderTests {
  /// A folder of keys below a folder of its own.
  private struct Scratch {
    let root: String
    var keys: KeyFolder { KeyFolder("\(root)/keys") }
    init() throws { root = try TestFolder.make("keys") }
  }

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_mode & 0o777
  }

  @Test func `the folder is its owner's alone, and so is each file`() throws {
    let scratch = try Scratch()
    let earlier = umask(0)
    defer { umask(earlier) }
    #expect(try scratch.keys.complete() == ["server"] + KeyFolder.clients)
    #expect(try mode(scratch.keys.path) == 0o700)
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path)
    #expect(files.count == 2 * (1 + KeyFolder.clients.count))
    for file in files { #expect(try mode("\(scratch.keys.path)/\(file)") == 0o600) }
  }

  @Test func `each program has a key of its own, all know the server's and the same list`() throws {
    let scratch = try Scratch()
    _ = try scratch.keys.complete()
    let all = try KeyFolder.clients.map { try scratch.keys.keys(for: $0) }
    #expect(Set(all.map(\.client.publicKey)).count == KeyFolder.clients.count)
    #expect(Set(all.map(\.server.publicKey)).count == 1)
    #expect(all.allSatisfy { $0.allowed == Set(all.map(\.client.publicKey)) })
    #expect(!all[0].allowed.contains(all[0].server.publicKey))
    #expect(!"\(all[0])".contains(all[0].client.secretKey))
  }

  @Test func `completing again changes nothing, and makes what is missing`() throws {
    let scratch = try Scratch()
    _ = try scratch.keys.complete()
    let before = try scratch.keys.keys(for: "executor")
    #expect(try scratch.keys.complete() == [])
    #expect(try scratch.keys.keys(for: "executor") == before)
    unlink("\(scratch.keys.path)/bus-tap.public")
    #expect(try scratch.keys.complete() == ["bus-tap"])
  }

  @Test func `a rotation replaces every key and leaves no other folder`() throws {
    let scratch = try Scratch()
    _ = try scratch.keys.complete()
    let before = try scratch.keys.keys(for: "executor")
    try scratch.keys.rotate()
    let after = try scratch.keys.keys(for: "executor")
    #expect(before.server != after.server)
    #expect(before.allowed.isDisjoint(with: after.allowed))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.root) == ["keys"])
  }

  @Test(arguments: [("", 0o750), ("/executor.secret", 0o640), ("/executor.public", 0o606), ("/server.secret", 0o604)])
  func `what is open to others is refused with its name, its mode and the cure`(_ file: String, _ mode: mode_t) throws {
    let scratch = try Scratch()
    _ = try scratch.keys.complete()
    let path = scratch.keys.path + file
    try #require(chmod(path, mode) == 0)
    let error = #expect(throws: BusError.self) { try scratch.keys.keys(for: "executor") }
    #expect(error?.code == .keys)
    #expect(error?.message.contains(path) == true && error?.message.contains(String(mode, radix: 8)) == true)
    #expect(error?.message.contains("chmod") == true)
  }

  @Test func `a missing folder, a program without a key and a text that is no key are named`() throws {
    let scratch = try Scratch()
    let missing = #expect(throws: BusError.self) { try scratch.keys.keys(for: "executor") }
    #expect(missing?.message.contains("autotrader keys") == true)
    _ = try scratch.keys.complete()
    let stranger = #expect(throws: BusError.self) { try scratch.keys.keys(for: "stranger") }
    #expect(stranger?.message.contains("stranger") == true)
    try Data("short".utf8).write(to: URL(fileURLWithPath: "\(scratch.keys.path)/executor.secret"))
    let malformed = #expect(throws: BusError.self) { try scratch.keys.keys(for: "executor") }
    #expect(malformed?.message == "the key of executor: a key must be 40 characters of Z85")
  }
}
