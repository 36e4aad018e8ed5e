/// A plain value of a JSON body, as text; nil for null.
struct Scalar: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      text = nil
    } else if let flag = try? container.decode(Bool.self) {  // A type that does not match is the way to find out the type.
      text = flag ? "true" : "false"
    } else if let number = try? container.decode(Int64.self) {
      text = String(number)
    } else if let number = try? container.decode(Double.self) {
      text = "\(number)"
    } else {
      text = try container.decode(String.self)
    }
  }
}
