import Instance
import Messages
import Messaging
import Model
import Testing

@testable import Autotrader

/// A quarantine is only as good as its symbol's name.
@Suite(.timeLimit(.minutes(10))) struct QuarantineCommandTests {
  private static func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }

  private static func instrument(_ name: String) throws -> Instrument {
    Instrument(
      symbol: try symbol(name), tickSize: try #require(Price("0.1")), quantityStep: try #require(Quantity("0.001")),
      minimumQuantity: try #require(Quantity("0.001")), maximumMarketQuantity: try #require(Quantity("1000")),
      minimumNotional: try #require(Money("5")), maximumLeverage: 100)
  }

  private static func request(_ name: String) throws -> QuarantineSymbol {
    QuarantineSymbol(symbol: try symbol(name), message: "asked for", decidedBy: "ann")
  }

  private func services(closes: Bool) -> ScriptedServices {
    var services = ScriptedServices()
    if closes { services.answer(QuarantineSymbol.self) { .init(message: "\($0.symbol) is closed to entries", quarantines: []) } }
    return services
  }

  @Test func aSymbolThatTheExchangeHasIsClosed() async throws {
    var services = services(closes: true)
    services.answer(GetInstruments.self) { .init(instruments: try $0.symbols.map { try Self.instrument($0.description) }) }
    let output = try await services.run { try await QuarantineAddCommand.close(try Self.request("ETHUSDT"), $0) }
    #expect(output.message == "ETHUSDT is closed to entries" && output.notChecked == nil)
  }

  /// The executor is not asked: it would fail this test.
  @Test func aTypingErrorIsRefusedSoThatTheRightSymbolIsNotBelievedToBeClosed() async throws {
    var services = services(closes: false)
    services.answer(GetInstruments.self) { _ in .init(instruments: []) }
    let failure = try await services.run { bus in
      await #expect(throws: CommandFailure.self) { try await QuarantineAddCommand.close(try Self.request("NOPEUSDT"), bus) }
    }
    #expect(failure?.code == .failed)
    #expect(failure?.description.hasPrefix("NOPEUSDT is not traded here: ") == true)
  }

  @Test func whileNobodyCanBeAskedASymbolIsClosedAndThatIsSaid() async throws {
    let output = try await services(closes: true).run { try await QuarantineAddCommand.close(try Self.request("ETHUSDT"), $0) }
    #expect(output.message == "ETHUSDT is closed to entries")
    #expect(output.notChecked?.isEmpty == false)
  }
}
