import Foundation
import Messages
import TestKit
import Testing

@testable import Dashboard

@Suite struct GzipTests {
  /// What the system's own gzip makes of it.
  private func expanded(_ bytes: [UInt8]) throws -> [UInt8] {
    let folder = try TestFolder.make("gzip")
    let path = "\(folder)/body.gz"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["--decompress", path]
    try gzip.run()
    gzip.waitUntilExit()
    try #require(gzip.terminationStatus == 0)
    return Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/body")))
  }

  @Test("Any body comes back byte by byte", arguments: [0, 1, 1000, 300_000])
  func roundTrip(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    for effort in [Gzip.Effort.low, .best] {
      #expect(try expanded(try Gzip.compressed(bytes, effort)) == bytes)
    }
  }

  @Test(
    "Only who names gzip gets it",
    arguments: [
      ("gzip, deflate, br", true), ("GZIP;q=0.5", true), ("br, gzip; q=1.0", true), ("", false), ("br", false), ("gzip;q=0", false),
      ("gzip; q=0.000", false), ("x-gzipped", false),
    ])
  func accepted(_ header: String, _ isAccepted: Bool) {
    let request = WebRequest(method: "GET", target: "/", headers: ["accept-encoding": header])
    #expect(Gzip.isAccepted(by: request) == isAccepted)
  }

  @Test("A file goes compressed with the same tag, and is not sent twice in either coding")
  func file() async throws {
    let site = try await Site()
    let plain = await site.send("GET", "/assets/live.js")
    let coded = await site.send("GET", "/assets/live.js", ["accept-encoding": "gzip"])
    #expect(coded.headers.contains { $0.name == "Content-Encoding" && $0.value == "gzip" })
    #expect(!plain.headers.contains { $0.name == "Content-Encoding" })
    for answer in [plain, coded] { #expect(answer.headers.contains { $0.name == "Vary" && $0.value == "Accept-Encoding" }) }
    #expect(coded.body.count < plain.body.count)
    #expect(try expanded(coded.body) == plain.body)
    let tag = try #require(coded.headers.first { $0.name == "ETag" }?.value)
    #expect(plain.headers.contains { $0.name == "ETag" && $0.value == tag })
    #expect(await site.send("GET", "/assets/live.js", ["if-none-match": tag]).status == 304)
  }

  @Test("Data goes compressed when it is worth it; a page with its secret never does")
  func answers() throws {
    let request = WebRequest(method: "GET", target: "/", headers: ["accept-encoding": "gzip"])
    let large = WebAnswer(type: "application/json; charset=utf-8", body: Array(repeating: 32, count: 5000))
    let coded = try large.coded(for: request)
    #expect(try expanded(coded.body) == large.body)
    #expect(try large.coded(for: WebRequest(method: "GET", target: "/", headers: [:])).body == large.body)
    let small = WebAnswer(type: "application/json; charset=utf-8", body: Array(repeating: 32, count: 100))
    #expect(try small.coded(for: request).headers.isEmpty)
    let page = WebAnswer.html(String(repeating: "x", count: 5000))
    #expect(try page.coded(for: request).body == page.body)
  }
}
