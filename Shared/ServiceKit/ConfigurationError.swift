/// Every mistake found in the configuration, one sentence each.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  package let problems: [String]
  package init(_ problems: [String]) { self.problems = problems }
  package var description: String { problems.joined(separator: "\n") }
}
