/// A request that contradicts itself: what is wrong with it, and what to ask instead.
struct BadRequest: Error, Equatable, CustomStringConvertible {
  let description: String
}
