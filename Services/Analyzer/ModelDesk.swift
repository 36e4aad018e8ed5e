import Database
import FoundationEssentials
import Messages
import Model
import ServiceKit
import TradingRules

/// The `openai` analyst: asks vision models, with fallbacks, and lets several answers vote where that is wanted.
struct ModelDesk: Analyst {
  let database: Database
  let images: any ImageSource
  let caller: ModelCaller
  let plan: AnalystPlan

  /// Kept free for the commit of the outcome.
  static let commitTime = Duration.milliseconds(500)

  /// How one member of the ensemble ended.
  enum Member: Sendable {
    case answered(ModelAnalysis, [ModelFault])
    case failed(CallFault, [ModelFault])
  }

  func analyze(_ subject: AnalysisSubject) async throws -> AnalysisOutcome {
    if let defect = subject.defect { return .rejected(reason: defect.reason, message: defect.message, AnalysisRecord()) }
    guard let png = try await images.png(subject.chart) else {
      return .rejected(reason: "noImage", message: "chart-sourcer has no image \(subject.chart.imageHash)", AnalysisRecord())
    }
    guard let prompt = try await database.transaction({ try PromptStorage(transaction: $0).active(plan.promptName) }) else {
      return .rejected(reason: "noPrompt", message: "no version of the prompt \(plan.promptName) is active", AnalysisRecord())
    }
    let members = try await withThrowingTaskGroup(of: (Int, Member).self) { group in
      for index in 0..<plan.members { group.addTask { (index, try await member(index, subject, prompt, png)) } }
      var members: [Int: Member] = [:]
      for try await (index, member) in group { members[index] = member }
      return members.sorted { $0.key < $1.key }.map(\.value)
    }
    return ModelOutcome.decide(members, agreement: plan.agreement, subject)
  }

  /// Goes down the list of models until one answers. An answer that fails the checks ends it: asking until one passes would be choosing.
  private func member(_ index: Int, _ subject: AnalysisSubject, _ prompt: PromptVersion, _ png: Data) async throws -> Member {
    var faults: [ModelFault] = []
    var last = CallFault(.noEstimate, "no model is configured", .stop)
    for model in plan.models(ofMember: index) {
      var format: AnswerFormat? = plan.format ?? caller.gate.format(model.name) ?? caller.server.kind.firstFormat
      while let current = format {
        let question = Question(
          prompt: prompt,
          userText: prompt.userText(symbol: subject.chart.symbol, timeframe: subject.chart.timeframe, closed: subject.chart.candleClose),
          imageHash: subject.chart.imageHash, png: png, model: model, detail: plan.detail, effort: model.reasons ? plan.effort : nil,
          format: current, sample: plan.sample(ofMember: index), server: caller.server.url)
        switch try await caller.ask(question, for: subject.chart, deadline: subject.analysisBy - Self.commitTime) {
        case .success(let call):
          do {
            let answer = try AnswerDecoding.decode(call.content, current)
            return .answered(AnswerJudge.judge(answer, question, call, subject, readingLimit: plan.readingLimit), faults)
          } catch {
            last = CallFault(.malformedAnswer, error.description, .nextModel)
          }
        case .failure(let fault): last = fault
        }
        faults.append(ModelFault(model: model.name, code: last.code, message: last.message))
        if last.action == .stop || last.action == .switchOff { return .failed(last, faults) }
        format = last.action == .nextFormat && plan.format == nil ? current.next : nil
        if let format { caller.gate.learn(format, of: model.name) }
      }
    }
    return .failed(last, faults)
  }
}
