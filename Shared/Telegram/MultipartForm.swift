/// A `multipart/form-data` body, for uploads.
struct MultipartForm {
  /// Must not occur in any part; the caller passes a random one.
  let boundary: String
  private var bytes: [UInt8] = []

  init(boundary: String) { self.boundary = boundary }

  var contentType: String { "multipart/form-data; boundary=\(boundary)" }
  var body: [UInt8] { bytes + Array("--\(boundary)--\r\n".utf8) }

  mutating func add(_ name: String, _ value: String) {
    bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
  }

  mutating func add(_ name: String, file: String, type: String, _ content: [UInt8]) {
    let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\nContent-Type: \(type)\r\n\r\n"
    bytes += Array(head.utf8) + content + Array("\r\n".utf8)
  }
}
