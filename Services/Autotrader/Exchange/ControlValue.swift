/// A value in a request to the control port.
enum ControlValue: Encodable, Sendable, Equatable {
  case text(String)
  case number(Int64)

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }
}
