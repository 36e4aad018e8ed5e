import BusTap

@main
struct Main {
  static func main() async { await BusTapCommand.start() }
}
