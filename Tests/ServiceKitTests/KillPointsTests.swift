import Foundation
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite struct KillPointsTests {
  /// A folder in which the given points of the executor are armed.
  private static func folder(_ armed: KillPoint...) throws -> String {
    let folder = try TestFolder.make("kill-points")
    for point in armed { try Data().write(to: URL(fileURLWithPath: KillPoints.file(.executor, point, in: folder))) }
    return folder
  }

  private static func points(_ service: ServiceName, _ folder: String, mode: String = "paper") throws -> KillPoints {
    let environment = ["AUTOTRADER_TEST_KILLPOINTS": folder, "AUTOTRADER_TRADING_MODE": mode]
    return try KillPoints(service, try Settings.load(environment: environment))
  }

  @Test("An armed point ends the process as kill -9 does")
  func kills() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      try Self.points(.executor, try Self.folder(.orderAfterSend)).reach(.orderAfterSend)
    }
  }

  @Test("Other points, other services and processes without the setting pass")
  func passes() throws {
    let folder = try Self.folder(.orderAfterSend)
    try Self.points(.executor, folder).reach(.orderBeforeSend)
    try Self.points(.notifier, folder).reach(.orderAfterSend)
    try KillPoints(.executor, try Settings.load(environment: [:])).reach(.orderAfterSend)
    KillPoints.none(.executor).reach(.orderAfterSend)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["executor.order.after-send"])
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test("Outside of paper mode the setting stops the start, whatever it names", arguments: ["testnet", "demo", "live"])
  func refused(_ mode: String) throws {
    let folder = try Self.folder()
    let error = #expect(throws: ConfigurationError.self) { try Self.points(.executor, folder, mode: mode) }
    #expect(error?.description.contains("AUTOTRADER_TEST_KILLPOINTS") == true && error?.description.contains("paper mode only") == true)
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test("A folder that is not there stops the start")
  func missing() {
    let error = #expect(throws: ConfigurationError.self) { try Self.points(.executor, "/nowhere/at/all") }
    #expect(error?.description.contains("/nowhere/at/all") == true)
  }
}
