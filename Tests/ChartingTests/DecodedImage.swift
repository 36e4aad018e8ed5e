import CCairo
import Charting

/// A PNG as an independent decoder sees it.
struct DecodedImage {
  struct Undecodable: Error { let status: String }

  private struct Source {
    let bytes: [UInt8]
    var position = 0
  }

  let width: Int
  let height: Int
  /// `0x00RRGGBB`, row by row.
  let pixels: [UInt32]

  init(png: [UInt8]) throws {
    var source = Source(bytes: png)
    let decoded = withUnsafeMutablePointer(to: &source) { source in
      cairo_image_surface_create_from_png_stream(
        { closure, data, length in
          guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
          let source = closure.assumingMemoryBound(to: Source.self)
          let end = source.pointee.position + Int(length)
          guard end <= source.pointee.bytes.count else { return CAIRO_STATUS_READ_ERROR }
          for (offset, byte) in source.pointee.bytes[source.pointee.position..<end].enumerated() { data[offset] = byte }
          source.pointee.position = end
          return CAIRO_STATUS_SUCCESS
        }, source)
    }
    defer { cairo_surface_destroy(decoded) }
    let status = cairo_surface_status(decoded)
    guard status == CAIRO_STATUS_SUCCESS, let decoded, let data = cairo_image_surface_get_data(decoded) else {
      throw Undecodable(status: String(cString: cairo_status_to_string(status)))
    }
    width = Int(cairo_image_surface_get_width(decoded))
    height = Int(cairo_image_surface_get_height(decoded))
    let stride = Int(cairo_image_surface_get_stride(decoded))
    var pixels = [UInt32]()
    for row in 0..<height {
      let line = UnsafeRawPointer(data + row * stride)
      for column in 0..<width { pixels.append(line.load(fromByteOffset: column * 4, as: UInt32.self) & 0xFF_FFFF) }
    }
    self.pixels = pixels
  }

  func color(_ x: Int, _ y: Int) -> ChartColor { ChartColor(pixels[y * width + x]) }
}
