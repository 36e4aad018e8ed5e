import PaperExchange

@main
struct Main {
  static func main() async { await PaperExchangeCommand.main() }
}
