/// Colours that keep candles, averages and labels apart for people and for vision models.
package enum ChartTheme: String, Codable, Sendable, CaseIterable {
  case dark
  case light

  package var background: ChartColor { self == .dark ? ChartColor(0x131722) : ChartColor(0xFFFFFF) }
  package var grid: ChartColor { self == .dark ? ChartColor(0x222836) : ChartColor(0xE9ECF1) }
  package var frame: ChartColor { self == .dark ? ChartColor(0x3A4154) : ChartColor(0xB4BAC6) }
  package var text: ChartColor { self == .dark ? ChartColor(0xD5D9E3) : ChartColor(0x1F2430) }
  package var faintText: ChartColor { self == .dark ? ChartColor(0x9AA2B5) : ChartColor(0x596172) }
  package var rising: ChartColor { self == .dark ? ChartColor(0x26A69A) : ChartColor(0x089981) }
  package var falling: ChartColor { self == .dark ? ChartColor(0xEF5350) : ChartColor(0xE0323C) }
  package var risingVolume: ChartColor { self == .dark ? ChartColor(0x1C5C5B) : ChartColor(0x9AD4CB) }
  package var fallingVolume: ChartColor { self == .dark ? ChartColor(0x75333A) : ChartColor(0xF2AEB2) }
  package var fastAverage: ChartColor { self == .dark ? ChartColor(0xF5B942) : ChartColor(0xD98200) }
  package var slowAverage: ChartColor { self == .dark ? ChartColor(0x4F9BFF) : ChartColor(0x1E62D0) }
  package var strength: ChartColor { self == .dark ? ChartColor(0xB98CFF) : ChartColor(0x7A3FD0) }
  package var markerText: ChartColor { ChartColor(0xFFFFFF) }

  /// All of them: the colours that the image file keeps exactly.
  package var colors: [ChartColor] {
    [
      background, grid, frame, text, faintText, rising, falling, risingVolume, fallingVolume, fastAverage, slowAverage, strength,
      markerText,
    ]
  }
}
