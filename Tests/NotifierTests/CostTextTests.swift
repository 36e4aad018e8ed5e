import Messages
import Model
import Telegram
import Testing

@testable import Notifier

@Suite struct CostTextTests {
  private func spent(_ period: String, _ booked: String, of budget: String?, reserved: String = "0") throws -> PeriodSpending {
    PeriodSpending(
      period: period, budget: try budget.map { try #require(Dollars($0)) }, booked: try #require(Dollars(booked)),
      reserved: try #require(Dollars(reserved)))
  }

  @Test("Today, this month, what is left of the budget, and each model")
  func figures() throws {
    let rows = [
      CostRow(
        key: "gpt-6-luna", calls: 5, answered: 4, promptTokens: 7100, completionTokens: 1060, cost: try #require(Dollars("0.00121")),
        hasEstimates: true)
    ]
    let reply = GetCosts.Reply(
      rows: rows,
      spending: [
        try spent("day:2023-11-14", "0.00121", of: "1", reserved: "0.0021"), try spent("month:2023-11", "10", of: "10"),
      ])
    #expect(
      TelegramHTML.plain(CostText.html(reply)).split(separator: "\n") == [
        "Model costs, UTC",
        "Today: $ 0.00121 of 1.00, 0.99669 left (0.0021 reserved for calls under way)",
        "This month: $ 10.00 of 10.00, ⛔️ the budget is used up",
        "Models this month",
        "gpt-6-luna: at most $ 0.00121, 5 calls, 1 without an answer, 7100 + 1060 tokens",
      ])
  }

  @Test("Before the first call the budget is shown; the rules have none")
  func none() throws {
    let fresh = GetCosts.Reply(rows: [], spending: [try spent("day:2023-11-14", "0", of: "5")])
    #expect(CostText.html(fresh).contains("Today: $ 0.00 of 5.00, 5.00 left") && CostText.html(fresh).contains("No model was asked"))
    let rules = GetCosts.Reply(rows: [], spending: [try spent("day:2023-11-14", "0", of: nil)])
    #expect(CostText.html(rules) == "No model is in use: the rules analyst costs nothing.")
  }
}
