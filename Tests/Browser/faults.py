"""What the live page does when its socket is dead, refused or deaf, and with several timeframes. Sockets and cycles are played here; the rest is the system's."""
import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect


# When a page asks again that is refused each time: each pause is twice the one before, 8 s at most. Seconds after the first refusal.
ATTEMPTS = [0.25, 0.75, 1.75, 3.75, 7.75] + [15.75 + 8 * number for number in range(100)]


def eventually(page, what, is_true):
    for _ in range(600):
        if is_true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


class PlayedSocket:
    """Stands where the dashboard's socket would, for each connection of one page. It subscribes, or refuses with a close code."""

    def __init__(self, page):
        self.connections, self.refusal, self.log = [], None, []
        page.on("request", lambda request: self.log.append("asked") if "/api/v1/positions" in request.url else None)
        page.route_web_socket("**/ws", self._serve)

    def _serve(self, socket):
        self.connections.append(socket)
        socket.on_message(lambda message: self._hear(socket, json.loads(message)))

    def _hear(self, socket, wish):
        if self.refusal:
            socket.close(code=self.refusal)
            return
        self.tell({"type": "alive", "hearing": True})
        for room in wish["rooms"]:
            self.tell({"type": "subscribed", "room": room, "id": "played-0"})
        self.log.append("subscribed")

    def tell(self, message):
        self.connections[-1].send(json.dumps(message))


def sockets_fail(context, url):
    page = context.new_page()
    page.clock.install()
    socket = PlayedSocket(page)
    badge = page.locator("#connection")
    page.goto(f"{url}/dashboard/live")
    expect(badge).to_have_text("live")
    expect(page.locator("#positions table, #positions p")).to_be_visible()
    eventually(page, "what happened between the page's answers and its subscription is never shown",
               lambda: "subscribed" in socket.log and "asked" in socket.log[socket.log.index("subscribed"):])

    socket.tell({"type": "alive", "hearing": False})
    expect(badge).to_have_text("no news")
    socket.tell({"type": "alive", "hearing": True})
    expect(badge).to_have_text("live")

    socket.tell({"type": "event", "id": "played-1", "rooms": ["alerts", "trades"], "event": "executor.trade.unprotected", "at": 1_700_000_000_000_000_000,
                 "data": {"symbol": "BTCUSDT", "milliseconds": 1200, "outcome": "flattening"}})
    expect(page.locator("#alerts")).to_contain_text("BTCUSDT was 1200 ms without a stop: the stop cannot be set, the position is being closed")

    # Nobody closes the connection, and nothing comes any more.
    page.clock.fast_forward(50_000)
    expect(badge).to_have_text("live")
    assert len(socket.connections) == 2, f"a dead socket was kept: {len(socket.connections)} connections"

    socket.refusal = 4429
    began = page.evaluate("Date.now()")
    socket.connections[-1].close(code=4408)
    for _ in range(20):
        page.clock.run_for(1000)
        page.wait_for_timeout(100)  # for the refusal to arrive: it takes real time
    attempts, seconds = len(socket.connections) - 2, (page.evaluate("Date.now()") - began) / 1000
    assert 3 <= attempts <= sum(at <= seconds for at in ATTEMPTS), f"a server that is full was asked {attempts} times in {seconds} s"
    expect(badge).to_have_text("reconnecting")
    page.close()


def timeframes_are_chosen(context, url):
    """Half a minute after a cycle of 1m the newest ones are all of 5s."""
    page = context.new_page()
    minute = 1_700_000_000_000_000_000

    def cycle(timeframe, number):
        step = {"name": "chart", "outcome": "done", "detail": timeframe, "at": minute, "symbol": f"{'LONG' if timeframe == '1m' else 'SHORT'}USDT"}
        return {"cycleID": f"{timeframe}-{number}", "timeframe": timeframe, "candleClose": minute, "endsAt": minute, "status": "completed",
                "proposals": 0, "tradesExecuted": 0, "steps": [step]}

    def answer(route):
        asked = parse_qs(urlsplit(route.request.url).query).get("timeframe", ["5s"])[0]
        route.fulfill(json={"cycles": [cycle(asked, number) for number in range(6)], "timeframes": ["5s", "1m"]})

    page.route("**/api/v1/cycles?*", answer)
    page.goto(f"{url}/dashboard/live")
    chooser, lanes = page.locator("#cycle-timeframes"), page.locator("#cycle-lanes article")
    expect(lanes.locator("strong")).to_have_text(["SHORTUSDT"])
    for timeframe, symbol in (("1m", "LONGUSDT"), ("newest", "SHORTUSDT"), ("5s", "SHORTUSDT")):
        button = chooser.get_by_role("button", name=timeframe, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(lanes.locator("strong")).to_have_text([symbol])
        expect(chooser).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
    page.close()


def what_has_no_event_is_asked_for(context, url):
    """Equity moves without an event, and a position is known a moment after the event that opened it."""
    page = context.new_page()
    page.clock.install()
    socket = PlayedSocket(page)
    loss = [0.01]
    trading = {"level": "running", "since": 1_700_000_000_000_000_000, "equity": "1000", "dailyStartEquity": "1000", "dailyLossLimit": 0.05, "drawdownLimit": 0.15}
    page.route("**/api/v1/trading", lambda route: route.fulfill(json={"state": trading | {"dailyLoss": loss[0], "drawdown": 0}}))
    page.route("**/api/v1/balance", lambda route: route.fulfill(json={"equity": "1050", "walletBalance": "1050", "available": "900", "mode": "paper", "at": 1}))
    page.goto(f"{url}/dashboard/live")
    strip = page.locator("#trading")
    expect(page.locator("#connection")).to_have_text("live")
    expect(strip).to_contain_text("+50.00 today")
    expect(strip).to_contain_text("1.00 %")
    loss[0] = 0.04
    page.clock.run_for(10_500)
    expect(strip).to_contain_text("4.00 %")

    for event in ("executor.trade.opened", "executor.trade.closed"):
        with page.expect_request("**/api/v1/positions", timeout=60_000):
            socket.tell({"type": "event", "id": "played-1", "rooms": ["cycles", "trades"], "event": event, "at": 1_700_000_000_000_000_000, "data": {}})
        with page.expect_request("**/api/v1/positions", timeout=60_000):
            pass  # the second time, without a further event
    page.unroute_all(behavior="ignoreErrors")
    page.close()
