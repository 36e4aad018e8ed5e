import Model

extension TimeSource {
  /// Runs with the machine, steadily, from noon of 2025-06-16: whatever counts by the day meets no midnight, at any time of day.
  package static func fromNoon() -> TimeSource {
    let (noon, start) = (Timestamp(milliseconds: 1_750_075_200_000), ContinuousClock.now)
    return TimeSource { noon + (ContinuousClock.now - start) }
  }
}
