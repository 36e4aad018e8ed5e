import Model

/// Which of several checked answers becomes the analysis of record.
package enum EnsembleVote {
  package enum Result: Equatable, Sendable {
    /// The index of the chosen answer.
    case agreed(Int)
    case disagreed(String)
  }

  package struct Ballot: Equatable, Sendable {
    package let recommendation: Recommendation
    package let confidence: Double

    package init(_ recommendation: Recommendation, confidence: Double) {
      self.recommendation = recommendation
      self.confidence = confidence
    }
  }

  /// Answers that failed count as members that agree with nobody. Of those that agree the one with the middle confidence (the lower of two)
  /// speaks for all, whole: levels mixed from several answers would belong to no setup.
  package static func decide(_ ballots: [Ballot?], agreement: Int) -> Result {
    let given = ballots.enumerated().compactMap { index, ballot in ballot.map { (index: index, ballot: $0) } }
    let groups = Dictionary(grouping: given, by: \.ballot.recommendation)
    let largest = Recommendation.allCases.map { groups[$0] ?? [] }.max { $0.count < $1.count } ?? []
    let isTied = groups.values.filter { $0.count == largest.count }.count > 1
    guard largest.count >= agreement, !isTied else {
      let votes = Recommendation.allCases.compactMap { side in groups[side].map { "\($0.count) \(side.rawValue)" } }
      let missing = ballots.count - given.count
      let text = (votes + (missing > 0 ? ["\(missing) without an answer"] : [])).joined(separator: ", ")
      return .disagreed("\(agreement) of \(ballots.count) must agree: \(text.isEmpty ? "no answer" : text)")
    }
    let ordered = largest.sorted { ($0.ballot.confidence, $0.index) < ($1.ballot.confidence, $1.index) }
    return .agreed(ordered[(ordered.count - 1) / 2].index)
  }
}
