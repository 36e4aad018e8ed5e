extension FaultRule {
  /// Reads a rule of the control port.
  /// - Throws: 10001 naming the field that is wrong and what it may be.
  init(_ parameters: Parameters, number: Int) throws(Refusal) {
    let on = try parameters.required("on")
    let name = try parameters.required("fault")
    let milliseconds = try parameters.integer("milliseconds") ?? 1000
    guard (0...600_000).contains(milliseconds) else { throw .parameter("milliseconds must lie between 0 and 600000") }
    let target: Target
    let effect: Effect
    if on.hasPrefix("stream:") {
      target = .stream(String(on.dropFirst("stream:".count)))
      guard let fault = StreamFault(name, milliseconds: milliseconds) else {
        throw .parameter("fault '\(name)' is unknown for a stream: use \(StreamFault.names.joined(separator: ", "))")
      }
      effect = .stream(fault)
    } else {
      guard on == "*" || Endpoint.allCases.contains(where: { $0.path == on }) else {
        throw .parameter("on '\(on)' is neither a path that is served, nor *, nor stream:TOPIC")
      }
      target = .path(on)
      guard let fault = RequestFault(rawValue: name) else {
        throw .parameter("fault '\(name)' is unknown for a request: use \(RequestFault.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      effect = .request(fault)
    }
    let probability = try parameters.quantity("probability")?.double ?? 1
    guard (0...1).contains(probability) else { throw .parameter("probability must lie between 0 and 1") }
    let count = try parameters.integer("count")
    let skip = try parameters.integer("skip") ?? 0
    guard count ?? 1 > 0, skip >= 0 else { throw .parameter("count must be above 0, and skip at least 0") }
    self.init(
      number: number, target: target, effect: effect, skip: Int(skip), count: count.map { Int($0) }, probability: probability,
      seed: UInt64(bitPattern: try parameters.integer("seed") ?? 1), milliseconds: milliseconds)
  }

  var json: ReplyJSON {
    let on =
      switch target {
      case .path(let path): path
      case .stream(let topic): "stream:" + topic
      }
    let fault =
      switch effect {
      case .request(let fault): fault.rawValue
      case .stream(let fault): fault.name
      }
    return [
      "number": .integer(Int64(number)), "on": .string(on), "fault": .string(fault), "skip": .integer(Int64(skip)),
      "left": count.map { .integer(Int64($0)) } ?? .null, "probability": .string("\(probability)"),
      "milliseconds": .integer(milliseconds), "strikes": .integer(Int64(strikes)),
    ]
  }
}

extension StreamFault {
  var name: String {
    switch self {
    case .drop: "drop"
    case .duplicate: "duplicate"
    case .reorder: "reorder"
    case .delay: "delay"
    case .stall: "stall"
    case .disconnect: "disconnect"
    }
  }
}
