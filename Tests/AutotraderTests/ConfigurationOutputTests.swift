import FoundationEssentials
import ServiceKit
import Testing

@testable import Autotrader

@Suite struct ConfigurationOutputTests {
  @Test func aSecretShowsOnlyThatItIsSet() throws {
    let settings = try Settings.load(environment: ["AUTOTRADER_EXCHANGE_APISECRET": "hunter2"])
    let entry = ConfigurationEntry(.exchangeSecret, settings)
    #expect(entry.value == "(secret)")
    #expect(entry.source == "environment")
    #expect(entry.secret)
    #expect(ConfigurationEntry(.exchangeKey, settings).value == nil)
  }

  @Test(arguments: [
    ("postgresql://ann:hunter2@db:5432/autotrader", "postgresql://ann:(secret)@db:5432/autotrader"),
    ("host=db password=hunter2 dbname=a", "host=db password=(secret) dbname=a"),
    ("postgresql://db/a?password=hunter2", "postgresql://db/a?password=(secret)"),
    ("postgresql://127.0.0.1:5432/autotrader", "postgresql://127.0.0.1:5432/autotrader"),
  ])
  func aPasswordInAnAddressIsNotShown(_ address: String, _ shown: String) {
    #expect(ConfigurationEntry.withoutPassword(address) == shown)
  }

  @Test func aCheckNamesEveryMistakeForProgramsToo() throws {
    let folder = try TemporaryFolder()
    try folder.write("risk:\n  slots: many\n  dailyloss: 7\n", to: "autotrader.yaml")
    let bad = try ConfigCheckCommand.Output(file: "\(folder.path)/autotrader.yaml", environment: [:])
    #expect(!bad.good && bad.problems.count == 2 && bad.problems.contains { $0.contains("AUTOTRADER_RISK_DAILYLOSS") })
    let missing = try ConfigCheckCommand.Output(file: "\(folder.path)/none.yaml", environment: [:])
    #expect(!missing.good && missing.problems.count == 1)
    #expect(try ConfigCheckCommand.Output(file: nil, environment: [:]).good)
  }

  @Test func theExampleIsAcceptedAsItIs() throws {
    let folder = try TemporaryFolder()
    try folder.write(ConfigurationExample.lines.joined(separator: "\n"), to: "autotrader.yaml")
    #expect(throws: Never.self) { try Settings.load(environment: [:], file: "\(folder.path)/autotrader.yaml") }
  }

  @Test func theExampleInUseSaysWhatHoldsAnyway() throws {
    let folder = try TemporaryFolder()
    let sections = Set(ConfigurationKey.catalogue.filter { $0.defaultValue != nil }.map(\.section))
    let lines = ConfigurationExample.lines.map { line in
      let isUsed = line.hasSuffix("\"") && line.contains(": \"") || sections.contains { line == "# \($0):" }
      return isUsed ? String(line.dropFirst(2)) : line
    }
    try folder.write(lines.joined(separator: "\n"), to: "autotrader.yaml")
    let path = "\(folder.path)/autotrader.yaml"
    let settings = try Settings.load(environment: [:], file: path)
    for key in ConfigurationKey.catalogue {
      #expect(settings.text(key) == key.defaultValue)
      if key.defaultValue != nil { #expect(settings.value(key)?.source == "file \(path)") }
      #expect(ConfigurationExample.lines.contains { $0.hasPrefix("#   \(key.name):") })
    }
  }
}
