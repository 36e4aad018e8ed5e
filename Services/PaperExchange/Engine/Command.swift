import Model

/// Everything that changes the account or the market. Accepted commands are what the state log holds.
enum Command: Hashable, Sendable {
  case placeOrder(PlaceOrder)
  case amendOrder(AmendOrder)
  case cancelOrder(CancelOrder)
  case cancelAll(CancelAll)
  case setLeverage(SetLeverage)
  case setProtection(SetProtection)
  case shockPrice(ShockPrice)
  case openAccount(OpenAccount)
  case liquidate(Liquidate)
  case payFunding(PayFunding)
}

extension Command: Codable {
  private enum Key: String, CodingKey { case command, parameters }
  private enum Name: String, Codable {
    case placeOrder, amendOrder, cancelOrder, cancelAll, setLeverage, setProtection, shockPrice, openAccount, liquidate, payFunding
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func parameters<Value: Decodable>(_ type: Value.Type) throws -> Value { try container.decode(type, forKey: .parameters) }
    switch try container.decode(Name.self, forKey: .command) {
    case .placeOrder: self = .placeOrder(try parameters(PlaceOrder.self))
    case .amendOrder: self = .amendOrder(try parameters(AmendOrder.self))
    case .cancelOrder: self = .cancelOrder(try parameters(CancelOrder.self))
    case .cancelAll: self = .cancelAll(try parameters(CancelAll.self))
    case .setLeverage: self = .setLeverage(try parameters(SetLeverage.self))
    case .setProtection: self = .setProtection(try parameters(SetProtection.self))
    case .shockPrice: self = .shockPrice(try parameters(ShockPrice.self))
    case .openAccount: self = .openAccount(try parameters(OpenAccount.self))
    case .payFunding: self = .payFunding(try parameters(PayFunding.self))
    case .liquidate: self = .liquidate(try parameters(Liquidate.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    func write(_ name: Name, _ parameters: some Encodable) throws {
      try container.encode(name, forKey: .command)
      try container.encode(parameters, forKey: .parameters)
    }
    switch self {
    case .placeOrder(let parameters): try write(.placeOrder, parameters)
    case .amendOrder(let parameters): try write(.amendOrder, parameters)
    case .cancelOrder(let parameters): try write(.cancelOrder, parameters)
    case .cancelAll(let parameters): try write(.cancelAll, parameters)
    case .setLeverage(let parameters): try write(.setLeverage, parameters)
    case .setProtection(let parameters): try write(.setProtection, parameters)
    case .shockPrice(let parameters): try write(.shockPrice, parameters)
    case .openAccount(let parameters): try write(.openAccount, parameters)
    case .liquidate(let parameters): try write(.liquidate, parameters)
    case .payFunding(let parameters): try write(.payFunding, parameters)
    }
  }
}
