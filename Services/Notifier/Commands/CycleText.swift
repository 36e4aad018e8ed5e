import Messages
import Model
import Telegram

enum CycleText {
  static func html(_ cycle: CycleReport?) -> String {
    guard let cycle else { return "No cycle has run yet." }
    let head = TelegramHTML.bold("Cycle \(cycle.timeframe.rawValue) of \(Figures.dayAndTime(cycle.candleClose)): \(cycle.status.rawValue)")
    let why = cycle.reason.map { " – \(TelegramHTML.escaped($0))" } ?? ""
    let steps = cycle.steps.map { step in
      let symbol = step.symbol.map { " \($0)" } ?? ""
      return "\(step.outcome == .done ? "✓" : "•") \(step.name.rawValue)\(symbol): \(TelegramHTML.escaped(step.detail))"
    }
    return ([head + why, "\(cycle.proposals) proposals, \(cycle.tradesExecuted) trades"] + steps).joined(separator: "\n")
  }
}
