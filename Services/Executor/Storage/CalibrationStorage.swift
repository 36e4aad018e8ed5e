import Database
import Messages
import Model

/// How the confidences of closed trades have come true.
struct CalibrationStorage {
  let transaction: Transaction

  /// A trade has won when its bookings add up to a profit, whatever closed it.
  func bins(_ request: GetCalibration) throws -> [CalibrationBin] {
    try transaction.execute(
      """
      SELECT tenth, count(*) AS closed, count(*) FILTER (WHERE pnl > 0) AS won FROM (
        SELECT greatest(0, least(9, floor(round((proposal->>'confidence')::numeric, 3) * 10)))::int AS tenth, pnl FROM trades
        WHERE status = 'closed' AND prompt_name = $1 AND closed_at < $2::timestamptz
          AND proposal->>'confidence' IS NOT NULL) AS past
      GROUP BY tenth ORDER BY tenth
      """, request.promptName, request.closedBefore
    ).map { CalibrationBin(tenth: try $0.read("tenth"), closed: try $0.read("closed"), won: try $0.read("won")) }
  }
}
