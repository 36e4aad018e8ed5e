import Model

extension Duration {
  /// For people: `0.4 s`, `12 s`, `5 min 10 s`, `3 h 5 min`, `2 d 4 h`.
  var text: String {
    let seconds = inSeconds
    if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int64(seconds.rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    case ..<86_400: return "\(whole / 3600) h \(whole / 60 % 60) min"
    default: return "\(whole / 86_400) d \(whole / 3600 % 24) h"
    }
  }
}
