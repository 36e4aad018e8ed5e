import Dashboard
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(DashboardService.definition) }
}
