/// At most 256 colours for one image. Colours are told apart by their upper five bits; the theme's own stay exact, and the shades of
/// smoothed letters and lines beyond 256 move to the nearest that is kept.
struct ChartPalette {
  private(set) var colors: [ChartColor]
  private var indexByBin: [UInt8]

  init(_ pixels: [UInt32], width: Int, exact: [ChartColor]) {
    colors = []
    indexByBin = [UInt8](repeating: 0, count: 1 << 15)
    var kept = [Bool](repeating: false, count: 1 << 15)
    for color in exact where !kept[color.bin] {
      indexByBin[color.bin] = UInt8(colors.count)
      kept[color.bin] = true
      colors.append(color)
    }
    let used = Self.used(pixels, width: width).filter { !kept[$0.bin] }
    let room = 256 - colors.count
    for color in used.prefix(room) {
      indexByBin[color.bin] = UInt8(colors.count)
      colors.append(color)
    }
    for color in used.dropFirst(room) { indexByBin[color.bin] = nearest(color) }
  }

  func index(_ pixel: UInt32) -> UInt8 { indexByBin[ChartColor.bin(pixel)] }

  private func nearest(_ color: ChartColor) -> UInt8 {
    let best = colors.indices.min { colors[$0].distance(color) < colors[$1].distance(color) }
    return UInt8(best ?? 0)
  }

  /// One colour a bin, the most frequent bins first. Pixels that equal the one above are not counted: they bring no new colour.
  private static func used(_ pixels: [UInt32], width: Int) -> [ChartColor] {
    var counts = [Int](repeating: 0, count: 1 << 15)
    var samples = [UInt32](repeating: 0, count: 1 << 15)
    for position in pixels.indices where position < width || pixels[position] != pixels[position - width] {
      let bin = ChartColor.bin(pixels[position])
      if counts[bin] == 0 { samples[bin] = pixels[position] }
      counts[bin] += 1
    }
    let bins = counts.indices.filter { counts[$0] > 0 }
    return bins.sorted { (counts[$1], $0) < (counts[$0], $1) }.map { ChartColor(samples[$0]) }
  }
}

extension ChartColor {
  fileprivate static func bin(_ pixel: UInt32) -> Int {
    let red = (pixel >> 9) & 0x7C00
    let green = (pixel >> 6) & 0x3E0
    let blue = (pixel >> 3) & 0x1F
    return Int(red | green | blue)
  }

  fileprivate var bin: Int { Self.bin(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)) }

  fileprivate func distance(_ other: ChartColor) -> Int {
    let (red, green, blue) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
    return red * red + green * green + blue * blue
  }
}
