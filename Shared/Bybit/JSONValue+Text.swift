import Model

extension JSONValue {
  /// Strings and integers alike: the exchange writes some numbers either way.
  var text: String? {
    switch self {
    case .string(let text): text
    case .integer(let integer): String(integer)
    default: nil
    }
  }
}
