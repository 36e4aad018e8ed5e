import Testing

@testable import Charting

@Suite struct PNGEncodingTests {
  private let colors = ChartTheme.dark.colors + ChartTheme.light.colors.dropLast()

  private func word(_ color: ChartColor) -> UInt32 { UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue) }

  @Test func `runs of every length from 1 to 600 come back from a decoder as they were`() throws {
    let size = ChartSize(width: 1280, height: 142)
    var pixels = [UInt32]()
    for length in 1...600 { pixels += [UInt32](repeating: word(colors[length % 13]), count: length) }
    pixels += [UInt32](repeating: 0x131722, count: size.width * size.height - pixels.count)
    #expect(try DecodedImage(png: PNGEncoding.encode(pixels, size, exact: ChartTheme.dark.colors)).pixels == pixels)
  }

  @Test func `noise in exact colours comes back as it was`() throws {
    let size = ChartSize(width: 333, height: 97)
    var state: UInt32 = 1
    let pixels = (0..<size.width * size.height).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return word(ChartTheme.light.colors[Int(state >> 20) % 13])
    }
    #expect(try DecodedImage(png: PNGEncoding.encode(pixels, size, exact: ChartTheme.light.colors)).pixels == pixels)
  }

  @Test func `of more colours than a palette holds the exact ones stay and the others share what is left`() throws {
    let size = ChartSize(width: 512, height: 64)
    let exact = ChartColor(0x010203)
    let pixels = (0..<UInt32(512 * 64)).map { (position: UInt32) -> UInt32 in
      if position % 7 == 0 { return word(exact) }
      let red = position % 256
      let green = position / 256
      return red << 16 | green << 8 | 0x80
    }
    let decoded = try DecodedImage(png: PNGEncoding.encode(pixels, size, exact: [exact])).pixels
    for (original, shown) in zip(pixels, decoded) where original == word(exact) { #expect(shown == original) }
    #expect((200...256).contains(Set(decoded).count))
  }
}
