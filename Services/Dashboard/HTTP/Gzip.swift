import CZlib

/// RFC 1952 through zlib.
enum Gzip {
  enum Effort: Int32 {
    /// For what is compressed at each request.
    case low = 4
    /// For what is compressed once and kept.
    case best = 9
  }

  /// The library has no memory left.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func compressed(_ bytes: [UInt8], _ effort: Effort) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    // 15: the largest window, 16 more: with gzip's header; 8: the library's standard memory.
    var status = deflateInit2_(
      &stream, effort.rawValue, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw Failure(description: "zlib cannot begin: \(status)") }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    bytes.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        // The library only reads what it is given here.
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        status = deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw Failure(description: "zlib cannot compress \(bytes.count) bytes: \(status)") }
    output.removeLast(output.count - Int(stream.total_out))
    return output
  }

  /// Whether a request's `Accept-Encoding` names gzip, and not only to refuse it (RFC 9110 §12.5.3).
  static func isAccepted(by request: WebRequest) -> Bool {
    (request.headers["accept-encoding"] ?? "").lowercased().split(separator: ",").contains { choice in
      let parts = choice.split(separator: ";").map { $0.filter { $0 != " " } }
      return parts.first == "gzip" && !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
  }
}
