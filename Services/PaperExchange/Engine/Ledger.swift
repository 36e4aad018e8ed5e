import Model

/// Every amount that has entered or left a wallet, summed up by cause, so that the wallet can be proved from its parts:
///
/// `wallet = deposit + proceeds + openCost − fees − funding + insurance`, exactly, at every moment.
struct Ledger: Hashable, Sendable {
  /// Value of everything sold less value of everything bought.
  var proceeds = Money.zero
  /// Paid to the exchange.
  var fees = Money.zero
  /// Paid less received.
  var funding = Money.zero
  /// What the exchange put in when a liquidation left less than nothing.
  var insurance = Money.zero
}
