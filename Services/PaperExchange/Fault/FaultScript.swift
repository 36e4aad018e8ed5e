/// The faults that are planned. The first rule that strikes decides; spent rules stay in the list so that they can be audited.
struct FaultScript: Sendable {
  private(set) var rules: [FaultRule] = []
  private var nextNumber = 1

  /// - Throws: 10001 if the rule is not understood.
  mutating func add(_ parameters: Parameters) throws(Refusal) -> FaultRule {
    guard rules.count < 1000 else { throw .parameter("1000 faults are planned already: clear them first") }
    let rule = try FaultRule(parameters, number: nextNumber)
    nextNumber += 1
    rules.append(rule)
    return rule
  }

  mutating func clear() { rules = [] }

  mutating func next(onPath path: String) -> (fault: RequestFault, milliseconds: Int64)? {
    for index in rules.indices where !rules[index].isSpent && rules[index].matches(path: path) {
      guard case .request(let fault) = rules[index].effect, rules[index].strike() else { continue }
      return (fault, rules[index].milliseconds)
    }
    return nil
  }

  mutating func next(onStream topic: String) -> StreamFault? {
    for index in rules.indices where !rules[index].isSpent && rules[index].matches(topic: topic) {
      guard case .stream(let fault) = rules[index].effect, rules[index].strike() else { continue }
      return fault
    }
    return nil
  }
}
