/// Why the service cannot start.
struct DashboardFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
