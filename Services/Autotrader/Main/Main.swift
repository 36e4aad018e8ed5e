import Autotrader

@main
struct Main {
  static func main() async { await AutotraderCommand.start() }
}
