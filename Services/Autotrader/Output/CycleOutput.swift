import Messages
import Model

/// A cycle for programs; the keys are contracts (DESIGN §9).
struct CycleOutput: Encodable, Sendable, Equatable {
  struct Step: Encodable, Sendable, Equatable {
    let name: CycleStep.Name
    let symbol: Symbol?
    let outcome: CycleStep.Outcome
    let detail: String
    let reference: String?
    let at: String
  }

  let cycleId: CycleID
  let status: CycleReport.Status
  let steps: [Step]
  let tradesExecuted: Int
  let proposals: Int
  let timeframe: Timeframe
  let candleClose: String
  let endsAt: String
  let reason: String?

  init(_ report: CycleReport) {
    cycleId = report.cycleID
    status = report.status
    steps = report.steps.map {
      Step(
        name: $0.name, symbol: $0.symbol, outcome: $0.outcome, detail: $0.detail, reference: $0.reference, at: $0.at.description)
    }
    tradesExecuted = report.tradesExecuted
    proposals = report.proposals
    timeframe = report.timeframe
    candleClose = report.candleClose.description
    endsAt = report.endsAt.description
    reason = report.reason
  }
}
