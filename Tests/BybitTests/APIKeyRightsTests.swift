import Model
import Testing

@testable import Bybit

@Suite struct APIKeyRightsTests {
  private func rights(readOnly: Bool = false, _ permissions: [String: [String]]) -> APIKeyRights {
    APIKeyRights(isReadOnly: readOnly, permissions: permissions, addresses: [], expiresAt: nil)
  }

  @Test func `a key that can withdraw is refused in live, wherever the right stands`() {
    let trader = rights(["ContractTrade": ["Order", "Position"], "Wallet": []])
    #expect(!trader.canWithdraw && trader.canTrade && trader.objection(in: .live) == nil)
    let owner = rights(["ContractTrade": ["Order", "Position"], "Wallet": ["AccountTransfer", "Withdraw"]])
    #expect(owner.canWithdraw && owner.objection(in: .live)?.contains("withdraw") == true)
    #expect(TradingMode.allCases.filter { owner.objection(in: $0) != nil } == [.live])
  }

  @Test func `a key that may only read, or lacks the right to order, cannot trade`() {
    #expect(!rights(readOnly: true, ["ContractTrade": ["Order", "Position"]]).canTrade)
    #expect(!rights(["ContractTrade": ["Position"]]).canTrade && !rights(["Spot": ["SpotTrade"]]).canTrade)
  }
}
