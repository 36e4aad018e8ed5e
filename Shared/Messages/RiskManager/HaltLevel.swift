import Model

/// How trading is stopped: a pause is meant to be short and lets what is approved go on; a halt withdraws everything that is not yet sent.
package enum HaltLevel: String, Codable, Sendable {
  case paused, halted
}
