import Configuration
import FoundationEssentials
import Model
import Yams

/// The process configuration: environment over one YAML or JSON file over defaults.
package struct Settings: Sendable {
  package struct Value: Sendable, Equatable {
    package let text: String
    /// `environment`, `alias NAME`, `file PATH` or `default`.
    package let source: String
  }

  private let values: [ConfigurationKey: Value]

  /// Reads and checks everything at once.
  /// - Throws: ``ConfigurationError`` listing each unknown key and bad value.
  package static func load(environment: [String: String], file: String? = nil) throws -> Settings {
    var problems: [String] = []
    let fileValues = try file.map(readFile) ?? [:]
    let known = Set(ConfigurationKey.catalogue.map(\.path))
    for path in fileValues.keys.sorted() where !known.contains(path) {
      problems.append("\(file ?? ""): unknown key '\(path)'\(suggestion(path, among: known))")
    }
    let names = Set(ConfigurationKey.catalogue.flatMap { [$0.environmentName, $0.environmentName + "_FILE"] })
    for name in environment.keys.sorted() where name.hasPrefix("AUTOTRADER_") {
      if !names.contains(name) && !ConfigurationKey.foreignEnvironmentNames.contains(name) {
        problems.append("unknown environment variable \(name)\(suggestion(name, among: names))")
      }
    }
    let reader = ConfigReader(providers: [
      EnvironmentVariablesProvider(environmentVariables: environment),
      InMemoryProvider(name: "file", values: inMemory(fileValues)),
    ])
    var values: [ConfigurationKey: Value] = [:]
    for key in ConfigurationKey.catalogue {
      do {
        guard let value = try resolve(key, environment, fileValues, file, reader) else { continue }
        if let defect = key.defect(of: value.text) {
          problems.append("\(key.environmentName) (\(value.source)) \(defect)\(key.isSecret ? "" : ", not '\(value.text)'")")
        }
        values[key] = value
      } catch {
        problems.append("\(error)")
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return Settings(values: values)
  }

  private static func resolve(
    _ key: ConfigurationKey, _ environment: [String: String], _ fileValues: [String: String], _ file: String?, _ reader: ConfigReader
  ) throws -> Value? {
    let secretFile = key.environmentName + "_FILE"
    if let path = environment[secretFile] {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw ConfigurationError(["\(secretFile) names \(path), which cannot be read"])
      }
      let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      // Containers mount a file for every secret, also for those that nobody has given.
      return text.isEmpty ? nil : Value(text: text, source: "file \(path)")
    }
    // An alias is the environment too: it goes before the file.
    if environment[key.environmentName] == nil, let alias = key.alias, let text = environment[alias] {
      return Value(text: text, source: "alias \(alias)")
    }
    // The environment's spelling of a path is AUTOTRADER_SECTION_KEY, so the prefix is the key's first component there.
    if let text = reader.string(forKey: ConfigKey(["autotrader", key.section, key.name]), isSecret: key.isSecret) {
      let source = environment[key.environmentName] == nil ? "file \(file ?? "")" : "environment"
      return Value(text: text, source: source)
    }
    return key.defaultValue.map { Value(text: $0, source: "default") }
  }

  private static func inMemory(_ values: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
    var result: [AbsoluteConfigKey: ConfigValue] = [:]
    for (path, text) in values {
      result[AbsoluteConfigKey(["autotrader"] + path.split(separator: ".").map(String.init))] = ConfigValue(.string(text), isSecret: false)
    }
    return result
  }

  /// JSON is read as the YAML it is.
  private static func readFile(_ path: String) throws -> [String: String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(["the configuration file \(path) cannot be read"])
    }
    var flat: [String: String] = [:]
    func flatten(_ node: Node, _ path: [String]) throws {
      switch node {
      case .mapping(let mapping):
        for (key, value) in mapping { try flatten(value, path + [key.string ?? ""]) }
      case .sequence(let sequence): flat[path.joined(separator: ".")] = sequence.map { $0.string ?? "" }.joined(separator: ",")
      case .scalar(let scalar): flat[path.joined(separator: ".")] = scalar.string
      case .alias: throw ConfigurationError(["\(path.joined(separator: ".")): YAML aliases are not supported"])
      }
    }
    do {
      if let root = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) { try flatten(root, []) }
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError(["the configuration file \(path) is not YAML or JSON: \(error)"])
    }
    return flat
  }

  private static func suggestion(_ name: String, among known: Set<String>) -> String {
    let nearest = known.map { (distance: $0.editDistance(to: name), name: $0) }.min { $0 < $1 }
    guard let nearest, nearest.distance <= max(3, name.count / 5) else { return "" }
    return " (did you mean \(nearest.name)?)"
  }
}

extension Settings {
  package func value(_ key: ConfigurationKey) -> Value? { values[key] }
  package func text(_ key: ConfigurationKey) -> String? { values[key]?.text }

  /// A key that must be given. - Throws: ``ConfigurationError`` naming it.
  package func required(_ key: ConfigurationKey) throws(ConfigurationError) -> String {
    guard let text = values[key]?.text else {
      throw ConfigurationError(["\(key.environmentName) is not set: \(key.documentation)"])
    }
    return text
  }

  package func integer(_ key: ConfigurationKey) throws(ConfigurationError) -> Int {
    guard let value = Int(try required(key)) else { throw ConfigurationError(["\(key.environmentName) is not a whole number"]) }
    return value
  }

  package func decimal(_ key: ConfigurationKey) throws(ConfigurationError) -> Double {
    guard let value = Double(try required(key)) else { throw ConfigurationError(["\(key.environmentName) is not a number"]) }
    return value
  }

  package func flag(_ key: ConfigurationKey) throws(ConfigurationError) -> Bool { try required(key) == "true" }

  package func seconds(_ key: ConfigurationKey) throws(ConfigurationError) -> Duration { .seconds(try decimal(key)) }

  /// A list separated by commas, each part read by `read`. - Throws: ``ConfigurationError`` naming the part that is none.
  package func list<Element>(_ key: ConfigurationKey, _ read: (String) -> Element?) throws -> [Element] {
    try required(key).split(separator: ",").map { part in
      let text = part.trimmingCharacters(in: .whitespaces)
      guard let element = read(text) else {
        let example = Element.self == Symbol.self ? "symbol such as BTCUSDT" : "\(Element.self)"
        throw ConfigurationError(["\(key.environmentName): '\(text)' is not a \(example)"])
      }
      return element
    }
  }

  package func tradingMode() throws -> TradingMode {
    guard let mode = TradingMode(rawValue: try required(.tradingMode)) else {
      throw ConfigurationError(["\(ConfigurationKey.tradingMode.environmentName) is not a trading mode"])
    }
    return mode
  }
}
