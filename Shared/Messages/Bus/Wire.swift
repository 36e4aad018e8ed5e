import FoundationEssentials
import Model

/// The JSON coders of the wire: keys sorted, so that equal messages have equal bytes.
package enum Wire {
  package static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  package static var decoder: JSONDecoder { JSONDecoder() }
}

/// A message that this build cannot read. It is an error of the message, not of the moment: a retry does not help.
package enum WireError: Error, Equatable, CustomStringConvertible {
  case unknownVersion(String, received: Int, known: Int)
  case noPayload(Topic)
  case unheard(Topic)

  package var description: String {
    switch self {
    case .unknownVersion(let name, let received, let known):
      "\(name) has version \(received), this build knows version \(known): update this service"
    case .noPayload(let topic): "\(topic) carries no payload"
    case .unheard(let topic): "\(topic) is not handled by this build"
    }
  }
}
