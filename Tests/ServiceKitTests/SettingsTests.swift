import Foundation
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite struct SettingsTests {
  private func file(_ text: String, _ kind: String = "yaml") throws -> String {
    let path = "\(try TestFolder.make("settings"))/settings.\(kind)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func problems(_ environment: [String: String], _ file: String? = nil) -> [String] {
    #expect(throws: ConfigurationError.self) { try Settings.load(environment: environment, file: file) }?.problems ?? []
  }

  @Test func `the environment goes before the file and the file before the default, and each value tells its source`() throws {
    let path = try file("risk:\n  slots: 5\n  leverage: 7\n")
    let settings = try Settings.load(environment: ["AUTOTRADER_RISK_SLOTS": "9"], file: path)
    #expect(settings.value(.maximumSlots) == Settings.Value(text: "9", source: "environment"))
    #expect(settings.value(.leverage) == Settings.Value(text: "7", source: "file \(path)"))
    #expect(settings.value(.riskFraction) == Settings.Value(text: "0.01", source: "default"))
    #expect(settings.value(.databasePassword) == nil)
  }

  @Test func `a JSON file is read, lists become values separated by commas`() throws {
    let path = try file("{\n\t\"trading\": {\"symbols\": [\"BTCUSDT\", \"ETHUSDT\"]},\n\t\"approval\": {\"automatic\": true}\n}", "json")
    let settings = try Settings.load(environment: [:], file: path)
    #expect(try settings.list(.symbols) { Symbol($0) }.map(\.description) == ["BTCUSDT", "ETHUSDT"])
    #expect(try settings.flag(.automaticApproval))
  }

  @Test func `the seed's names are aliases: after our own name, before the file`() throws {
    let path = try file("database:\n  url: postgresql://file/x\n")
    let seed = ["DATABASE_URL": "postgresql://seed/x", "DB_PASSWORD": "p", "BYBIT_API_KEY": "k", "BYBIT_API_SECRET": "s"]
    let settings = try Settings.load(environment: seed, file: path)
    #expect(settings.value(.databaseURL) == Settings.Value(text: "postgresql://seed/x", source: "alias DATABASE_URL"))
    #expect(settings.text(.databasePassword) == "p")
    #expect(settings.text(.exchangeKey) == "k" && settings.text(.exchangeSecret) == "s")
    let own = try Settings.load(environment: seed.merging(["AUTOTRADER_DATABASE_URL": "postgresql://own/x"]) { $1 }, file: path)
    #expect(own.value(.databaseURL) == Settings.Value(text: "postgresql://own/x", source: "environment"))
  }

  @Test func `a secret comes from the file that its variable names, without the line's end`() throws {
    let path = try file("hunter2\n", "secret")
    let settings = try Settings.load(environment: ["AUTOTRADER_DATABASE_PASSWORD_FILE": path])
    #expect(settings.text(.databasePassword) == "hunter2")
    #expect(
      problems(["AUTOTRADER_DATABASE_PASSWORD_FILE": "/nowhere"])
        == ["AUTOTRADER_DATABASE_PASSWORD_FILE names /nowhere, which cannot be read"])
  }

  @Test func `an empty file of a secret counts as a secret that is not given`() throws {
    let path = try file("\n", "empty")
    let settings = try Settings.load(environment: ["AUTOTRADER_TELEGRAM_TOKEN_FILE": path])
    #expect(settings.value(.telegramToken) == nil)
    #expect(throws: ConfigurationError.self) { try settings.required(.telegramToken) }
  }

  @Test(arguments: [
    ("AUTOTRADER_RISK_SLOT", "AUTOTRADER_RISK_SLOTS"), ("AUTOTRADER_RSIK_SLOTS", "AUTOTRADER_RISK_SLOTS"),
    ("AUTOTRADER_TRADING_SYMBOL", "AUTOTRADER_TRADING_SYMBOLS"), ("AUTOTRADER_DATABASE_PASSWORT", "AUTOTRADER_DATABASE_PASSWORD"),
  ]) func `an unknown variable is refused with a suggestion`(_ wrong: String, _ right: String) {
    #expect(problems([wrong: "1"]) == ["unknown environment variable \(wrong) (did you mean \(right)?)"])
  }

  @Test func `an unknown key of the file is refused with a suggestion, a wild one without`() throws {
    let path = try file("risk:\n  slotz: 3\nzzz:\n  qqqqqqqqqqqqqqqqqqqq: 1\n")
    #expect(
      problems([:], path)
        == ["\(path): unknown key 'risk.slotz' (did you mean risk.slots?)", "\(path): unknown key 'zzz.qqqqqqqqqqqqqqqqqqqq'"])
  }

  @Test func `a bad value names the variable, its source and the range`() {
    #expect(
      problems(["AUTOTRADER_RISK_SLOTS": "many"])
        == ["AUTOTRADER_RISK_SLOTS (environment) must be a whole number from 0 to 100, not 'many'"])
    #expect(
      problems(["AUTOTRADER_RISK_FRACTION": "nan"])
        == ["AUTOTRADER_RISK_FRACTION (environment) must be a number from 0.0001 to 0.1, not 'nan'"])
    #expect(problems(["AUTOTRADER_APPROVAL_AUTOMATIC": "yes"]).first?.contains("must be true or false") == true)
    #expect(problems(["AUTOTRADER_TRADING_MODE": "real"]).first?.contains("must be one of paper, testnet, demo, live") == true)
  }

  @Test func `all mistakes are told at once, and no secret is in any of them`() {
    let told = problems(["AUTOTRADER_RISK_SLOTS": "-1", "AUTOTRADER_LOG_LEVEL": "loud", "AUTOTRADER_X": "y", "DB_PASSWORD": ""])
    #expect(told.count == 4)
    #expect(told.contains("AUTOTRADER_DATABASE_PASSWORD (alias DB_PASSWORD) must not be empty"))
    let secret = problems(["AUTOTRADER_EXCHANGE_APISECRET": "hunter2", "AUTOTRADER_RISK_SLOTS": "x"])
    #expect(!secret.joined().contains("hunter2"))
  }

  @Test func `a file that is missing or is no YAML is one clear problem`() throws {
    #expect(problems([:], "/nowhere.yaml") == ["the configuration file /nowhere.yaml cannot be read"])
    let path = try file("risk: [1, 2")
    #expect(problems([:], path).first?.hasPrefix("the configuration file \(path) is not YAML or JSON") == true)
  }

  @Test func `bus addresses come from the base port, or from the explicit ones`() throws {
    let local = try Settings.load(environment: ["AUTOTRADER_BUS_BASEPORT": "6000"]).busAddresses(as: "test")
    #expect(local.publishers == "tcp://127.0.0.1:6000" && local.subscribers == "tcp://127.0.0.1:6001")
    #expect(Set(local.services.values.map { $0[0] }).count == ServiceName.allCases.count)
    let explicit = try Settings.load(environment: [
      "AUTOTRADER_BUS_SERVICES": "executor=tcp://executor:5566;notifier=tcp://a:1|tcp://b:2"
    ]).busAddresses(as: "test")
    #expect(explicit.services[.executor] == ["tcp://executor:5566"])
    #expect(explicit.services[.notifier] == ["tcp://a:1", "tcp://b:2"])
    let wrong = try Settings.load(environment: ["AUTOTRADER_BUS_SERVICES": "nobody=tcp://x:1"])
    #expect(throws: ConfigurationError.self) { try wrong.busAddresses(as: "test") }
  }
}
