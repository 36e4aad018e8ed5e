import ArgumentParser
import Model

// A wrong value is answered with the list of the right ones.
extension ServiceName: ExpressibleByArgument {}
extension Timeframe: ExpressibleByArgument {}
extension Side: ExpressibleByArgument {}
extension Symbol: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
