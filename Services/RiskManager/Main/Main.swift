import RiskManager
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(RiskManagerService.definition) }
}
