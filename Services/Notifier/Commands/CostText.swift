import Messages
import Model
import Telegram

/// What the models have cost, and what the budget still allows.
enum CostText {
  /// Models shown at most.
  static let mostModels = 10

  /// - Parameter reply: by model, of the running month.
  static func html(_ reply: GetCosts.Reply) -> String {
    guard !reply.rows.isEmpty || reply.spending.contains(where: { $0.budget != nil || $0.booked > .zero }) else {
      return "No model is in use: the rules analyst costs nothing."
    }
    let periods = reply.spending.map(period)
    let models = reply.rows.map { row in
      let failed = row.calls > row.answered ? ", \(row.calls - row.answered) without an answer" : ""
      return """
        \(TelegramHTML.escaped(row.key)): \(row.hasEstimates ? "at most " : "")$ \(Figures.dollars(row.cost)), \(row.calls) calls\(failed), \
        \(row.promptTokens) + \(row.completionTokens) tokens
        """
    }
    let list = models.isEmpty ? ["No model was asked this month."] : [TelegramHTML.bold("Models this month")] + models
    return ([TelegramHTML.bold("Model costs, UTC")] + periods + list).joined(separator: "\n")
  }

  private static func period(_ spent: PeriodSpending) -> String {
    let name = spent.period.hasPrefix("day:") ? "Today" : "This month"
    var text = "\(name): $ \(Figures.dollars(spent.booked))"
    if let budget = spent.budget {
      let left = max(.zero, budget - spent.booked - spent.reserved)
      text += " of \(Figures.dollars(budget)), \(left > .zero ? "\(Figures.dollars(left)) left" : "⛔️ the budget is used up")"
    }
    if spent.reserved > .zero { text += " (\(Figures.dollars(spent.reserved)) reserved for calls under way)" }
    return text
  }
}
