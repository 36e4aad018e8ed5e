"""The published client pybit, unmodified, against the paper exchange. Prints one line a check; exit code 0 only if all passed.

usage: pybit_suite.py PORT CONTROL_PORT KEY SECRET    (flat market at 60000, played in candles of 5 s)
"""

import json
import sys
import threading
import time
import urllib.request

import pybit.unified_trading as pybit
from pybit.exceptions import FailedRequestError, InvalidRequestError

port, control, key, secret = sys.argv[1:5]
base = f"http://127.0.0.1:{port}"
symbol = "BTCUSDT"
linear = {"category": "linear", "symbol": symbol}
failures = []


def check(name, passed, seen=""):
    print(("ok    " if passed else "WRONG ") + name + ("" if passed else f": {seen}"), flush=True)
    if not passed:
        failures.append(name)


def refused(name, code, call):
    try:
        check(name, False, call())
    except InvalidRequestError as error:
        check(name, error.status_code == code, error)


def eventually(probe, seconds=60):
    """The first true value of probe, or its last one at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = probe()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.02)


def post_control(path, body):
    request = urllib.request.Request(f"http://127.0.0.1:{control}{path}", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)


def price(value):
    post_control("/control/price", {"symbol": symbol, "price": value})


class Inbox:
    """What a stream has delivered, by topic."""

    def __init__(self):
        self.lock, self.messages = threading.Lock(), []

    def __call__(self, message):
        with self.lock:
            self.messages.append(message)

    def rows(self, **wanted):
        with self.lock:
            rows = [row for message in self.messages for row in message["data"]]
        return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]

    def find(self, condition):
        with self.lock:
            return [message for message in self.messages if condition(message)]


http = pybit.HTTP(testnet=False, api_key=key, api_secret=secret)
http.endpoint = base
pybit.PUBLIC_WSS = f"ws://127.0.0.1:{port}/v5/public/{{CHANNEL_TYPE}}"
pybit.PRIVATE_WSS = f"ws://127.0.0.1:{port}/v5/private"

# Streams first, so that they see everything.
public = pybit.WebSocket(testnet=False, channel_type="linear")
tickers, candles, best, book, trades = Inbox(), Inbox(), Inbox(), Inbox(), Inbox()
public.ticker_stream(symbol=symbol, callback=tickers)
public.kline_stream(interval="5s", symbol=symbol, callback=candles)
public.trade_stream(symbol=symbol, callback=trades)
public.orderbook_stream(depth=1, symbol=symbol, callback=best)
public.orderbook_stream(depth=50, symbol=symbol, callback=book)
private = pybit.WebSocket(testnet=False, channel_type="private", api_key=key, api_secret=secret)
orders, executions, positions, wallets = Inbox(), Inbox(), Inbox(), Inbox()
private.order_stream(callback=orders)
private.execution_stream(callback=executions)
private.position_stream(callback=positions)
private.wallet_stream(callback=wallets)


def listening():
    """pybit does not wait for its subscriptions; they are answered in order, so the last one's first message stands for all."""
    try:
        link = f"probe-{time.monotonic_ns()}"
        http.place_order(**linear, side="Buy", orderType="Limit", qty="0.001", price="50000", orderLinkId=link)
        http.cancel_order(**linear, orderLinkId=link)
    except FailedRequestError:
        pass  # the limit of requests
    time.sleep(0.3)
    return wallets.messages and book.messages


check("subscribed", bool(eventually(listening)))

# Market data.
server = http.get_server_time()
check("server time", abs(int(server["result"]["timeSecond"]) - time.time()) < 5, server)
instrument = http.get_instruments_info(**linear)["result"]["list"][0]
check("instruments", instrument["priceFilter"]["tickSize"] == "0.10" and instrument["lotSizeFilter"]["qtyStep"] == "0.001", instrument)
rows = http.get_kline(**linear, interval="1", limit=5)["result"]["list"]
check("klines newest first", len(rows) == 5 and int(rows[0][0]) > int(rows[4][0]) and len(rows[0]) == 7, rows)
ticker = http.get_tickers(**linear)["result"]["list"][0]
check("tickers", ticker["lastPrice"] == "60000.00" and float(ticker["ask1Price"]) > 60000, ticker)
depth = http.get_orderbook(**linear, limit=5)["result"]
check("order book", len(depth["b"]) == 5 and float(depth["b"][0][0]) < float(depth["a"][0][0]), depth)

# Account.
wallet = http.get_wallet_balance(accountType="UNIFIED", coin="USDT")["result"]["list"][0]
check("wallet", wallet["totalEquity"] == "100000", wallet)
check("account info", http.get_account_info()["result"]["unifiedMarginStatus"] == 6)
check("set leverage", http.set_leverage(**linear, buyLeverage="5", sellLeverage="5")["retCode"] == 0)
refused("leverage unchanged", 110043, lambda: http.set_leverage(**linear, buyLeverage="5", sellLeverage="5"))

# A market order with take-profit and stop-loss.
placed = http.place_order(
    **linear, side="Buy", orderType="Market", qty="0.1", takeProfit="62000", stopLoss="59000", orderLinkId="market-1"
)["result"]
check("market order acknowledged", placed["orderLinkId"] == "market-1" and placed["orderId"], placed)
refused(
    "duplicate id refused", 110072,
    lambda: http.place_order(**linear, side="Buy", orderType="Market", qty="0.1", orderLinkId="market-1"),
)
position = http.get_positions(**linear)["result"]["list"][0]
check("position", position["side"] == "Buy" and position["size"] == "0.100" and position["stopLoss"] == "59000.00", position)
stops = http.get_open_orders(**linear, orderFilter="StopOrder")["result"]["list"]
check("protection waits", sorted(row["stopOrderType"] for row in stops) == ["StopLoss", "TakeProfit"], stops)
fill = http.get_executions(category="linear", orderLinkId="market-1")["result"]["list"][0]
check("execution", fill["execQty"] == "0.100" and fill["isMaker"] is False and float(fill["execFee"]) > 0, fill)

# A limit order: amended, then cancelled.
limit = http.place_order(**linear, side="Buy", orderType="Limit", qty="0.1", price="58000", orderLinkId="limit-1")["result"]
http.amend_order(**linear, orderLinkId="limit-1", price="58500.5", qty="0.2")
row = http.get_open_orders(**linear, orderId=limit["orderId"])["result"]["list"][0]
check("amended", row["price"] == "58500.50" and row["qty"] == "0.200" and row["orderStatus"] == "New", row)
http.cancel_order(**linear, orderId=limit["orderId"])
refused("cancelled twice", 110001, lambda: http.cancel_order(**linear, orderId=limit["orderId"]))
row = http.get_order_history(category="linear", orderLinkId="limit-1")["result"]["list"][0]
check("cancelled", row["orderStatus"] == "Cancelled" and row["cancelType"] == "CancelByUser", row)
refused("unknown order", 110001, lambda: http.cancel_order(**linear, orderLinkId="never"))
refused("bad tick", 10001, lambda: http.place_order(**linear, side="Buy", orderType="Limit", qty="0.1", price="58000.05"))
refused("too much", 110007, lambda: http.place_order(**linear, side="Buy", orderType="Market", qty="40"))
check("post only", http.place_order(
    **linear, side="Buy", orderType="Limit", qty="0.1", price="60100", timeInForce="PostOnly", orderLinkId="post-1")["retCode"] == 0)
row = http.get_open_orders(**linear, orderLinkId="post-1")["result"]["list"][0]
check("post only does not take", row["rejectReason"] == "EC_PostOnlyWillTakeLiquidity", row)

# Trading stop.
check("trading stop", http.set_trading_stop(
    **linear, tpslMode="Full", positionIdx=0, stopLoss="59500", takeProfit="61000", slTriggerBy="MarkPrice")["retCode"] == 0)
refused("trading stop unchanged", 34040, lambda: http.set_trading_stop(
    **linear, tpslMode="Full", positionIdx=0, stopLoss="59500", takeProfit="61000", slTriggerBy="MarkPrice"))
check("partial trading stop", http.set_trading_stop(
    **linear, tpslMode="Partial", positionIdx=0, takeProfit="61500", tpSize="0.05", slSize="0.05")["retCode"] == 0)

# The stop-loss is hit.
price("59400")
row = eventually(lambda: http.get_closed_pnl(**linear)["result"]["list"])
check("closed profit", bool(row) and float(row[0]["closedPnl"]) < 0 and row[0]["side"] == "Sell", row)
check("flat", http.get_positions(**linear)["result"]["list"][0]["side"] == "", "")
check("nothing left open", http.get_open_orders(category="linear", settleCoin="USDT")["result"]["list"] == [])

# Cancel-all, and following a cursor.
for number in range(5):
    http.place_order(**linear, side="Buy", orderType="Limit", qty="0.01", price=str(50000 + number), orderLinkId=f"page-{number}")
seen, cursor = [], ""
for _ in range(4):
    page = http.get_open_orders(**linear, limit=2, **({"cursor": cursor} if cursor else {}))["result"]
    seen += [row["orderLinkId"] for row in page["list"]]
    cursor = page["nextPageCursor"]
    if not cursor:
        break
check("paging", seen == [f"page-{number}" for number in (4, 3, 2, 1, 0)], seen)
check("cancel all", len(http.cancel_all_orders(category="linear", settleCoin="USDT")["result"]["list"]) == 5)
try:
    http._submit_request(method="GET", path=f"{base}/v5/no/such", query={}, auth=False)
    check("unknown path", False)
except (FailedRequestError, InvalidRequestError) as error:
    check("unknown path", error.status_code in (404, 10017), error)

# What the streams have told.
check("stream order: filled", bool(eventually(lambda: orders.rows(orderLinkId="market-1", orderStatus="Filled"))), orders.messages[-1:])
check("stream order: amended", bool(eventually(lambda: orders.rows(orderLinkId="limit-1", price="58500.50"))))
check("stream order: cancelled", bool(eventually(lambda: orders.rows(orderLinkId="limit-1", orderStatus="Cancelled"))))
check("stream order: stop", bool(eventually(lambda: orders.rows(stopOrderType="StopLoss", orderStatus="Filled"))))
check("stream order: cleared", bool(eventually(lambda: orders.rows(cancelType="CancelByTpSlTsClear"))))
check("stream execution", bool(eventually(lambda: executions.rows(orderLinkId="market-1", execType="Trade"))))
check("stream position", bool(eventually(lambda: positions.rows(symbol=symbol, side="", size="0"))))
check("stream position: open", bool(eventually(lambda: positions.rows(side="Buy", size="0.100"))), positions.messages[:2])
check("stream wallet", bool(eventually(lambda: wallets.rows(accountType="UNIFIED"))))
check("stream ticker", bool(eventually(lambda: tickers.find(lambda message: message["data"]["lastPrice"] == "59400.00"))), tickers.messages[-1:])
check("stream candle: open", bool(eventually(lambda: candles.rows(confirm=False))))
check("stream candle: closed", bool(eventually(lambda: candles.rows(confirm=True))))
check("stream best price", bool(eventually(lambda: best.find(lambda message: message["data"]["a"][0][0] == "59400.10"))), best.messages[-1:])
check("stream book", bool(eventually(lambda: book.find(lambda message: len(message["data"]["b"]) >= 50))), book.messages[-1:])
check("stream trades", bool(eventually(lambda: trades.rows(S="Buy"))), trades.messages[-1:])

# A connection that is cut comes back, signs in and subscribes by itself.
post_control("/control/faults", {"on": "stream:order", "fault": "disconnect", "count": 1})
http.place_order(**linear, side="Buy", orderType="Limit", qty="0.01", price="50000", orderLinkId="cut")
time.sleep(0.3)


def told():
    try:
        http.amend_order(**linear, orderLinkId="cut", price=str(50000 + int(time.monotonic() * 10) % 5000 / 10))
    except InvalidRequestError:
        pass  # the same price twice
    time.sleep(0.2)
    return orders.rows(orderLinkId="cut")


check("stream comes back", bool(eventually(told)))
print(f"{len(failures)} wrong: {', '.join(failures)}" if failures else "all passed", flush=True)
# pybit's threads do not end by themselves.
import os

os._exit(1 if failures else 0)
