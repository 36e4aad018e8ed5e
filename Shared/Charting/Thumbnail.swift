import CCairo

/// A chart's picture made smaller: for lists that show many at once.
package enum Thumbnail {
  /// What is being read.
  private struct Source {
    let bytes: [UInt8]
    var position = 0
  }

  /// The picture scaled to a width in pixels with its shape kept; as it is if it is no wider.
  /// - Throws: ``ChartingError`` for a width below 1 and bytes that are no PNG.
  package static func make(ofPNG png: [UInt8], width: Int) throws(ChartingError) -> [UInt8] {
    guard width > 0 else { throw ChartingError(.unsupportedSize, "a picture cannot be \(width) pixels wide") }
    let picture = decoded(png)
    defer { cairo_surface_destroy(picture) }
    try check(cairo_surface_status(picture))
    let own = (width: Int(cairo_image_surface_get_width(picture)), height: Int(cairo_image_surface_get_height(picture)))
    guard width < own.width else { return png }
    let scale = Double(width) / Double(own.width)
    let height = max(1, Int((Double(own.height) * scale).rounded()))
    let small = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    defer { cairo_surface_destroy(small) }
    let context = cairo_create(small)
    defer { cairo_destroy(context) }
    cairo_scale(context, scale, Double(height) / Double(own.height))
    cairo_set_source_surface(context, picture, 0, 0)
    // Averages all pixels that become one, so that no thin line is lost.
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
    cairo_paint(context)
    try check(cairo_status(context))
    var encoded: [UInt8] = []
    let status = withUnsafeMutablePointer(to: &encoded) { encoded in
      cairo_surface_write_to_png_stream(
        small,
        { closure, data, count in
          guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
          closure.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
          return CAIRO_STATUS_SUCCESS
        }, encoded)
    }
    try check(status)
    return encoded
  }

  private static func decoded(_ png: [UInt8]) -> OpaquePointer? {
    var source = Source(bytes: png)
    return withUnsafeMutablePointer(to: &source) { source in
      cairo_image_surface_create_from_png_stream(
        { closure, data, count in
          guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
          let source = closure.assumingMemoryBound(to: Source.self)
          let end = source.pointee.position + Int(count)
          guard end <= source.pointee.bytes.count else { return CAIRO_STATUS_READ_ERROR }
          source.pointee.bytes.withUnsafeBufferPointer { bytes in
            for (offset, position) in (source.pointee.position..<end).enumerated() { data[offset] = bytes[position] }
          }
          source.pointee.position = end
          return CAIRO_STATUS_SUCCESS
        }, source)
    }
  }

  private static func check(_ status: cairo_status_t) throws(ChartingError) {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ChartingError(.drawingFailed, String(cString: cairo_status_to_string(status)))
    }
  }
}
