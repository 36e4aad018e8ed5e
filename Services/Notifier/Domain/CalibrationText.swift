import Messages
import TradingRules

/// What a confidence has been worth so far.
enum CalibrationText {
  /// - Parameter reply: nil when executor did not answer.
  static func line(_ confidence: Double, _ reply: GetCalibration.Reply?) -> String {
    guard let bin = reply?.bin(of: confidence) else { return "Calibration: not known, executor did not answer" }
    let rate = HitRate(tenth: bin.tenth, closed: bin.closed, won: bin.won)
    return rate.isTelling ? "Such trades so far: \(rate.text)" : "\(rate.text.prefix(1).uppercased())\(rate.text.dropFirst())"
  }
}
