import Model

extension Timestamp {
  /// The time of day in UTC with milliseconds: `14:32:00.412`.
  package var clock: String { String(description.dropFirst(11).prefix(12)) }
  /// The time of day in UTC: `14:32:00`.
  package var clockSeconds: String { String(description.dropFirst(11).prefix(8)) }
}
