import Testing

@testable import ServiceKit

@Suite struct ServiceArgumentsTests {
  @Test func `without arguments a service runs`() {
    #expect(ServiceArguments([], of: "executor") == .run)
  }

  @Test(arguments: ["--help", "-h"]) func `help says what it is and where its configuration comes from`(_ argument: String) {
    guard case .say(let text) = ServiceArguments([argument], of: "executor") else {
      Issue.record("no help")
      return
    }
    #expect(text.hasPrefix("executor \(ProgramVersion.current), a service of Autotrader."))
    #expect(["AUTOTRADER_CONFIG", "autotrader config example", "--version"].allSatisfy(text.contains))
  }

  @Test func `the version is one line`() {
    #expect(ServiceArguments(["--version"], of: "executor") == .say(ProgramVersion.current))
  }

  @Test(arguments: [["--force"], ["start"], [""], ["--help", "start"], ["--version", "--help"], ["--port", "1"]])
  func `anything else is refused in one sentence`(_ arguments: [String]) {
    guard case .refuse(let sentence) = ServiceArguments(arguments, of: "executor") else {
      Issue.record("\(arguments) is not refused")
      return
    }
    #expect(sentence.contains("takes no arguments") && !sentence.contains("\n"))
  }
}
