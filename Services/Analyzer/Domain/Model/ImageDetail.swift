/// How closely a model looks. `auto` is left out on purpose: it may mean `original`, many times the price.
package enum ImageDetail: String, Codable, Sendable, CaseIterable {
  case low, high, original
}
