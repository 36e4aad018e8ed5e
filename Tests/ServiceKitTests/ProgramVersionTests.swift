import FoundationEssentials
import Testing

@testable import ServiceKit

@Suite struct ProgramVersionTests {
  private func commit(_ content: String?) -> String? {
    ProgramVersion.commit(of: "/usr/local/bin/executor") { path in
      #expect(path == "/usr/local/share/autotrader/commit")
      return content.map { Data($0.utf8) }
    }
  }

  @Test func `the commit is what the build left beside the folder of the program`() {
    #expect(commit("1a2b3c4\n") == "1a2b3c4")
    #expect(ProgramVersion.text(commit: "1a2b3c4") == "\(ProgramVersion.number)+1a2b3c4")
  }

  @Test func `without one the version is the number alone`() {
    #expect(commit(nil) == nil && commit("") == nil && commit("unknown\n") == nil)
    #expect(ProgramVersion.text(commit: nil) == ProgramVersion.number)
  }
}
