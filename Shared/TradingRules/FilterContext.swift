import Model

/// What else is going on at the moment of filtering.
package struct FilterContext: Sendable {
  /// Symbols with a live trade, a pending proposal or a quarantined position.
  package let occupiedSymbols: Set<Symbol>

  package init(occupiedSymbols: Set<Symbol>) { self.occupiedSymbols = occupiedSymbols }
}
