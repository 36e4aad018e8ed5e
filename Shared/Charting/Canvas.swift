import CCairo

/// One image being drawn. Whole-pixel shapes are not antialiased, so that a pixel has exactly
/// the colour of its theme; lines and letters are.
struct Canvas: ~Copyable {
  enum Alignment {
    case start
    case center
    case end
  }

  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// - Throws: ``ChartingError`` if the library cannot make the image.
  init(_ size: ChartSize, background: ChartColor) throws(ChartingError) {
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(size.width), Int32(size.height))
    context = cairo_create(surface)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    setColor(background)
    cairo_paint(context)
    try check()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The library keeps the first error; drawing after it does nothing.
  func check() throws(ChartingError) {
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ChartingError(.drawingFailed, String(cString: cairo_status_to_string(status)))
    }
  }

  func fill(_ rectangles: [PixelRectangle], _ color: ChartColor) {
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    setColor(color)
    for rectangle in rectangles where rectangle.width > 0 && rectangle.height > 0 {
      cairo_rectangle(context, Double(rectangle.x), Double(rectangle.y), Double(rectangle.width), Double(rectangle.height))
    }
    cairo_fill(context)
  }

  /// A polyline inside `clip`.
  func line(_ points: [(x: Double, y: Double)], width: Double, _ color: ChartColor, clip: PixelRectangle) {
    guard points.count > 1 else { return }
    cairo_save(context)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    cairo_rectangle(context, Double(clip.x), Double(clip.y), Double(clip.width), Double(clip.height))
    cairo_clip(context)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_FAST)
    setColor(color)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_BEVEL)
    cairo_move_to(context, points[0].x, points[0].y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_stroke(context)
    cairo_restore(context)
  }

  /// `y` is the middle of the capital letters. Returns the x where the text ends.
  @discardableResult
  func text(
    _ text: String, x: Int, y: Int, _ color: ChartColor, size: Double = 12, bold: Bool = false, align: Alignment = .start
  ) -> Int {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    let advance = extents.x_advance.rounded(.up)
    let shift: Double =
      switch align {
      case .start: 0
      case .center: (advance / 2).rounded()
      case .end: advance
      }
    setColor(color)
    // Capital letters and digits of the font are 0.729 of its size high.
    cairo_move_to(context, Double(x) - shift, Double(y) + (size * 0.3645).rounded())
    cairo_show_text(context, text)
    return x + Int(advance - shift)
  }

  /// The image as `0x00RRGGBB`, row by row. - Throws: ``ChartingError`` if any drawing failed.
  func pixels() throws(ChartingError) -> [UInt32] {
    try check()
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { throw ChartingError(.drawingFailed, "the image has no pixels") }
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let stride = Int(cairo_image_surface_get_stride(surface))
    // The library keeps each pixel as a 32-bit word in native order, with eight unused bits on top.
    return [UInt32](unsafeUninitializedCapacity: width * height) { buffer, count in
      for row in 0..<height {
        let source = UnsafeRawPointer(data + row * stride)
        for column in 0..<width {
          buffer[row * width + column] = source.load(fromByteOffset: column * 4, as: UInt32.self) & 0xFF_FFFF
        }
      }
      count = width * height
    }
  }

  private func setColor(_ color: ChartColor) {
    cairo_set_source_rgb(context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
  }
}
