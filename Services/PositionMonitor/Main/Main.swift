import PositionMonitor
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(PositionMonitorService.definition) }
}
