/// The methods that the outside APIs need.
package enum HTTPMethod: String, Sendable {
  case get = "GET"
  case post = "POST"
}
