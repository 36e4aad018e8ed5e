/// A size or the reason for none. On the wire an object with one key, `sized` or `refused`.
package enum SizingOutcome: Hashable, Sendable {
  case sized(SizingResult)
  case refused(SizingRefusal)

  package var steps: [SizingStep] {
    switch self {
    case .sized(let result): result.steps
    case .refused(let refusal): refusal.steps
    }
  }
}

extension SizingOutcome: Codable {
  private enum Key: String, CodingKey {
    case sized
    case refused
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let result = try container.decodeIfPresent(SizingResult.self, forKey: .sized) {
      self = .sized(result)
    } else {
      self = .refused(try container.decode(SizingRefusal.self, forKey: .refused))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .sized(let result): try container.encode(result, forKey: .sized)
    case .refused(let refusal): try container.encode(refusal, forKey: .refused)
    }
  }
}
