import Model

/// How often closed trades have won, by the confidence that their analysis had. The executor owns both facts: a trade keeps its proposal.
package struct GetCalibration: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "get-calibration"
  package static let version = 1

  /// Whose confidences: another prompt's mean something else.
  package let promptName: String
  /// Only trades that had closed before this moment: asked again for an old decision, the answer is what was known then.
  package let closedBefore: Timestamp

  package init(promptName: String, closedBefore: Timestamp) {
    self.promptName = promptName
    self.closedBefore = closedBefore
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// Ascending, at most ten; a bin without a trade is left out.
    package let bins: [CalibrationBin]

    package init(bins: [CalibrationBin]) {
      self.bins = bins
    }

    /// The trades whose confidence was like this one.
    package func bin(of confidence: Double) -> CalibrationBin {
      let tenth = CalibrationBin.tenth(of: confidence)
      return bins.first { $0.tenth == tenth } ?? CalibrationBin(tenth: tenth, closed: 0, won: 0)
    }
  }
}

extension GetCalibration {
  /// What was known when a proposal's cycle began.
  package init(of proposal: TradeProposal) {
    self.init(promptName: proposal.promptName, closedBefore: proposal.approvalWindow.start)
  }
}
