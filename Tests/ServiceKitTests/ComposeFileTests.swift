import Foundation
import Testing
import Yams

@testable import ServiceKit

/// What a person writes into `.env` must reach the service that reads it: a limit that reaches nobody is none.
@Suite struct ComposeFileTests {
  /// Those that have no place in the compose file, and why. Who needs one all the same has an override file.
  private static let unused = [
    "bus.baseport": "each container has an address of its own, which bus.services names",
    "bus.replicas": "counts the base port's layout",
    "exchange.url": "follows from the mode",
    "exchange.authorities": "names a file that would have to be mounted",
    "dashboard.assets": "part of the image",
    "dashboard.chartlibrary": "part of the image",
    "instance.name": "a container's service runs once",
    "instance.replica": "a container's service runs once",
    "test.killpoints": "for tests of crashes alone",
  ]
  /// Those that the compose file says itself: addresses between containers, and files.
  private static let fixed: Set = [
    "bus.publishers", "bus.subscribers", "bus.services", "bus.listen", "bus.keys", "database.url", "database.password",
    "database.adminurl", "database.adminpassword", "exchange.paperurl", "exchange.apikey", "exchange.apisecret", "analyst.apikey",
    "telegram.token", "telegram.approvers", "telegram.chats", "dashboard.listen", "dashboard.password", "dashboard.origins",
  ]
  /// Who reads a key, else a section; the others are read by every service of the pipeline.
  private static let readers: [String: Set<String>] = [
    "bus": pipeline.union(["message-bus"]), "log": pipeline.union(["message-bus"]), "charts": ["chart-sourcer"],
    "retention.candles": ["chart-sourcer"], "retention.images": ["chart-sourcer"], "analyst": ["analyzer"], "filter": ["signal-filter"],
    "risk": ["risk-manager"], "approval": ["notifier"], "approval.maxdrift": ["notifier", "executor"], "entry": ["executor"],
    "executor": ["executor"], "live": ["executor"], "monitoring": ["position-monitor"], "telegram": ["notifier"],
    "dashboard": ["dashboard"], "exchange.apikey": ["executor", "position-monitor"],
    "exchange.apisecret": ["executor", "position-monitor"],
  ]
  private static let pipeline: Set = [
    "chart-sourcer", "analyzer", "signal-filter", "risk-manager", "notifier", "executor", "position-monitor", "dashboard",
  ]
  /// Read by Compose itself.
  private static let ofCompose: Set = ["AUTOTRADER_SECRETS", "AUTOTRADER_DASHBOARD_PORT", "AUTOTRADER_IMAGE_TAG", "AUTOTRADER_COMMIT"]

  private static func root() throws -> String {
    try #require(#filePath.range(of: "/Tests/").map { String(#filePath[..<$0.lowerBound]) })
  }

  /// Environments by service; a variable without a value is `NSNull`: Compose takes it from `.env`, or leaves it out.
  private static func environments() throws -> [String: [String: Any]] {
    let file = try String(contentsOfFile: "\(try root())/docker-compose.yml", encoding: .utf8)
    let document = try #require(try Yams.load(yaml: file) as? [String: Any])
    let services = try #require(document["services"] as? [String: [String: Any]])
    return services.compactMapValues { $0["environment"] as? [String: Any] }
  }

  @Test func `each key of the catalogue reaches exactly the services that read it`() throws {
    let environments = try Self.environments()
    try #require(environments.count > 10)
    for key in ConfigurationKey.catalogue {
      let names = [key.environmentName, key.environmentName + "_FILE"]
      let reached = Set(environments.filter { $0.key != "cli" && names.contains(where: $0.value.keys.contains) }.keys)
      if let reason = Self.unused[key.path] {
        #expect(reached.isEmpty, "\(key.path): \(reason)")
      } else {
        #expect(reached == Self.readers[key.path] ?? Self.readers[key.section] ?? Self.pipeline, "\(key.path)")
      }
    }
  }

  @Test func `a setting that .env does not have is as if nobody had given it, so that the catalogue's default holds`() throws {
    for (service, environment) in try Self.environments() {
      for key in ConfigurationKey.catalogue where !Self.fixed.contains(key.path) {
        guard let value = environment[key.environmentName] else { continue }
        #expect(value is NSNull, "\(service): \(key.environmentName)")
      }
    }
  }

  @Test func `every variable is a key that the programs know`() throws {
    let keys = ConfigurationKey.catalogue.flatMap { [$0.environmentName, $0.environmentName + "_FILE"] }
    for (service, environment) in try Self.environments() {
      let unknown = environment.keys.filter { !keys.contains($0) && !ConfigurationKey.foreignEnvironmentNames.contains($0) }
      #expect(unknown.isEmpty, "\(service)")
    }
  }

  @Test func `the example of .env names only what is read, with values that are taken`() throws {
    let text = try String(contentsOfFile: "\(try Self.root())/deploy/env.example", encoding: .utf8)
    let settings = text.matches(of: /(?m)^#?(AUTOTRADER_[A-Z]+_[A-Z]+|AUTOTRADER_SECRETS)=(.*)$/).map { (String($0.1), String($0.2)) }
    try #require(settings.count > 40)
    for (name, value) in settings where !Self.ofCompose.contains(name) {
      let key = try #require(ConfigurationKey.catalogue.first { $0.environmentName == name }, "\(name) is no key")
      #expect(key.defect(of: value) == nil, "\(name)")
      #expect(Self.unused[key.path] == nil && (key == .dashboardOrigins || !Self.fixed.contains(key.path)), "\(name) reaches nobody")
    }
    let named = Set(settings.map(\.0))
    let missing = ConfigurationKey.catalogue.filter {
      Self.unused[$0.path] == nil && !Self.fixed.contains($0.path) && !named.contains($0.environmentName)
    }
    #expect(missing.map(\.environmentName).isEmpty)
  }
}
