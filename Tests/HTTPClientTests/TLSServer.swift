import Foundation
import Synchronization
import TestKit
import Testing

/// Python's TLS server with a certificate of a private authority, both made for this run. It ends with ``stop()``, and with this process.
final class TLSServer: Sendable {
  let port: Int
  /// The authority that has signed the server's certificate, which is for `localhost` alone.
  var authority: String { folder + "/authority.pem" }
  /// An authority that has signed nothing here.
  var stranger: String { folder + "/stranger.pem" }
  private let folder: String
  /// The server ends when this ends.
  private let input: Pipe
  private let output: Output

  /// What the server has printed.
  private final class Output: Sendable {
    private let text = Mutex("")
    var lines: [Substring] { text.withLock { $0.split(separator: "\n") } }
    func add(_ more: String) { text.withLock { $0 += more } }
  }

  /// The paths of the requests it could decrypt, in their order. They come through a pipe: wait for the last one.
  var requests: [String] { output.lines.dropFirst().map(String.init) }

  private init(port: Int, folder: String, input: Pipe, output: Output) {
    self.port = port
    self.folder = folder
    self.input = input
    self.output = output
  }

  static func start() async throws -> TLSServer {
    let folder = FileManager.default.temporaryDirectory.path + "/tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for name in ["authority", "stranger"] {
      try openssl("req -x509 \(key) -days 2 -subj /CN=\(name) -keyout \(name).key -out \(name).pem", in: folder)
    }
    try Data("subjectAltName=DNS:localhost\n".utf8).write(to: URL(fileURLWithPath: folder + "/names"))
    try openssl("req \(key) -subj /CN=localhost -keyout server.key -out server.csr", in: folder)
    let signing = "-CA authority.pem -CAkey authority.key -CAcreateserial"
    try openssl("x509 -req -in server.csr \(signing) -days 2 -extfile names -out server.pem", in: folder)

    let process = Process()
    let (input, pipe, output) = (Pipe(), Pipe(), Output())
    let script = try #require(Bundle.module.path(forResource: "tls_server", ofType: "py", inDirectory: "Python"))
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [script, folder + "/server.pem", folder + "/server.key"]
    process.standardInput = input
    process.standardOutput = pipe
    pipe.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      output.add(String(decoding: data, as: UTF8.self))
    }
    try process.run()
    let port = try await eventuallyFound("the server's port") { output.lines.first.flatMap { Int($0) } }
    return TLSServer(port: port, folder: folder, input: input, output: output)
  }

  private static func openssl(_ arguments: String, in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments.split(separator: " ").map(String.init)
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TestFailure("openssl \(arguments) ended with \(process.terminationStatus)") }
  }

  func stop() {
    do {
      try input.fileHandleForWriting.close()
      try FileManager.default.removeItem(atPath: folder)
    } catch { Issue.record(error, "the TLS server could not be stopped") }
  }
}
