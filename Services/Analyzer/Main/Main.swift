import Analyzer
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(AnalyzerService.definition) }
}
