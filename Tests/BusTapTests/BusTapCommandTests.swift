import ArgumentParser
import Model
import Testing

@testable import BusTap

@Suite struct BusTapCommandTests {
  @Test func watchReadsItsFilters() throws {
    let cycle = EventSample.cycle.uppercased()
    let arguments = ["watch", "--json", "--service", "risk-manager", "--event", "trade.proposed", "--cycle", cycle]
    let command = try #require(try BusTapCommand.parseAsRoot(arguments) as? WatchCommand)
    #expect(command.json)
    #expect(command.filter == EventFilter(service: .riskManager, event: "trade.proposed", identifiers: [EventSample.cycle]))
  }

  @Test(arguments: [
    ["watch", "--service", "nobody"], ["watch", "--trade", "17"], ["ping"], ["ping", "executor", "--timeout", "0"],
    ["request", "executor", "list-trades", "[1]"], ["request", "executor", "list-trades", "{"], ["request", "executor"],
    ["replay", "executor"], ["replay", "executor", "--after", "-1"], ["stats", "--seconds", "0"], ["play"], ["record"],
    ["play", "x", "--speed", "-1"], ["dead", "show", "17"], ["dead", "retry"], ["dead", "list", "--limit", "0"],
  ])
  func wrongArgumentsAreRefusedWithTheUsageCode(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try BusTapCommand.parseAsRoot(arguments) }
    #expect(error.map { BusTapCommand.exitCode(for: $0).rawValue } == 64)
  }

  @Test func pingWaitsTwoSecondsUnlessToldOtherwise() throws {
    let command = try #require(try BusTapCommand.parseAsRoot(["ping", "executor"]) as? PingCommand)
    #expect(command.timeout == 2)
    #expect(command.service == .executor)
  }
}
