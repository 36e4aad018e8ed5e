import Charting
import Testing

@Suite struct ThumbnailTests {
  @Test func `a chart is scaled with its shape and its colours, to a fraction of its bytes`() throws {
    let chart = try TestChart.render(TestChart.wave(100)).png
    let small = try Thumbnail.make(ofPNG: chart, width: 400)
    let image = try DecodedImage(png: small)
    #expect(image.width == 400 && image.height == 250)
    #expect(small.count < chart.count)
    let whole = try DecodedImage(png: chart)
    // The middle of an area of one colour stays as it was; the candles stay visible.
    #expect(image.color(1, 1) == whole.color(3, 3))
    let greenish = image.pixels.filter { pixel in (pixel >> 8) & 0xFF > (pixel >> 16) + 40 }
    #expect(greenish.count > 100)
  }

  @Test(arguments: [1280, 4000]) func `what is no wider is left as it is`(_ width: Int) throws {
    let chart = try TestChart.render(TestChart.wave(60)).png
    #expect(try Thumbnail.make(ofPNG: chart, width: width) == chart)
  }

  @Test func `no width, and bytes that are no whole picture, are errors`() throws {
    let chart = try TestChart.render(TestChart.wave(60)).png
    #expect(throws: ChartingError.self) { try Thumbnail.make(ofPNG: chart, width: 0) }
    #expect(throws: ChartingError.self) { try Thumbnail.make(ofPNG: Array(chart.prefix(chart.count / 2)), width: 400) }
    #expect(throws: ChartingError.self) { try Thumbnail.make(ofPNG: [], width: 400) }
  }
}
