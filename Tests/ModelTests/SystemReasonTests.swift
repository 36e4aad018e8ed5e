import FoundationEssentials
import Testing

@testable import Model

@Suite struct SystemReasonTests {
  private struct Own: Error, CustomStringConvertible { let description = "the reason" }

  private func failure(_ body: () throws -> Void) -> String? { #expect(throws: (any Error).self, performing: body)?.systemReason }

  @Test func `a file operation fails with the system's words`() {
    let files = FileManager.default
    #expect(failure { try files.createDirectory(atPath: "/etc/passwd/x", withIntermediateDirectories: true) } == "Not a directory")
    #expect(failure { _ = try files.contentsOfDirectory(atPath: "/nowhere") } == "No such file or directory")
    #expect(failure { try files.removeItem(atPath: "/nowhere") } == "No such file or directory")
    #expect(failure { try Data([1]).write(to: URL(filePath: "/nowhere/x"), options: .atomic) } == "No such file or directory")
    #expect(failure { try Data([1]).write(to: URL(filePath: "/tmp")) } == "Is a directory")
  }

  @Test func `any other error says it itself`() {
    #expect(Own().systemReason == "the reason")
  }
}
