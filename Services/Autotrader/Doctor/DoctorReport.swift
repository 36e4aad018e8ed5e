import Instance
import Model

/// All findings, for people and programs.
struct DoctorReport: Sendable, Encodable, Equatable {
  let mode: TradingMode
  let findings: [Finding]
  /// Nothing failed; warnings are allowed.
  let healthy: Bool

  init(mode: TradingMode, findings: [Finding]) {
    self.mode = mode
    self.findings = findings
    healthy = !findings.contains { $0.verdict == .failed }
  }

  var failures: [Finding] { findings.filter { $0.verdict == .failed } }

  func lines(for terminal: Terminal) -> [String] {
    let width = findings.map(\.check.count).max() ?? 0
    return findings.flatMap { finding in
      let mark =
        switch finding.verdict {
        case .good: terminal.styled("good   ", .green)
        case .warning: terminal.styled("warning", .yellow)
        case .failed: terminal.styled("FAILED ", .red, .bold)
        }
      let line = "\(mark)  \(finding.check.padded(to: width))  \(finding.message)"
      let indent = String(repeating: " ", count: 9 + width + 2)
      return [line] + (finding.fix.map { ["\(indent)→ \($0)"] } ?? [])
    }
  }
}
