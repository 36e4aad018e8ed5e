"""Drives the dashboard of a running system in Chromium as a trader would. Prints one JSON object; exit code 0 only if all went well.

usage: dashboard.py URL PASSWORD SCREENSHOT_FOLDER
The system must run short cycles with manual approval: autotrader up --timeframe 5s --approve manual
"""
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

import faults
import measure

PATIENCE = 120_000  # ms, for what a loaded machine and a random market decide
expect.set_options(timeout=60_000)  # ms; it guards against waiting for ever


def refuse_wrong_password(browser, url):
    page = browser.new_page()
    page.goto(f"{url}/login")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("this is not the password")
    page.close()


def log_in(page, url, password):
    page.goto(f"{url}/dashboard/live")
    expect(page).to_have_url(f"{url}/login")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{url}/dashboard/live")


def watch_a_cycle(page):
    expect(page.locator("#connection")).to_have_text("live")
    page.evaluate("window.notReloaded = true")
    status = page.locator("#cycle-status")
    expect(status).to_contain_text("started", timeout=PATIENCE)
    expect(status).to_contain_text("completed", timeout=PATIENCE)
    assert page.evaluate("window.notReloaded"), "the page was loaded again"


def tab_to(page, selector):
    """Only with the keyboard, and with the focus visible on arrival."""
    for _ in range(60):
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            outline = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert outline >= 2, f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def approve_with_the_keyboard(page):
    """Waits beside the list as a trader without a mouse would, until a proposal that was approved in time has become a position."""
    for _ in range(40):
        tab_to(page, "#halt")
        page.wait_for_selector(".approve", timeout=PATIENCE)
        page.keyboard.press("Tab")
        # The list changes by itself: a proposal may have expired meanwhile.
        if not page.evaluate("document.activeElement.matches('.approve')"):
            continue
        page.keyboard.press("Enter")
        try:
            expect(page.locator("#positions table")).to_be_visible(timeout=8_000)
            return
        except AssertionError:
            continue
    raise AssertionError("no approved proposal became a position")


def hold_a_position(page):
    """A position's numbers move by themselves, and its chart is there. The market may end it within seconds: then there is another."""
    for _ in range(10):
        approve_with_the_keyboard(page)
        # Of the row: when it was looked at last.
        before = page.evaluate("document.querySelector('#positions tbody tr td:nth-child(10)')?.textContent")
        seen = page.wait_for_function("""(before) => {
          const row = document.querySelector('#positions tbody tr'), chart = document.querySelector('#position-chart canvas');
          return row ? chart?.checkVisibility() && row.children[9].textContent !== before && 'moves' : 'ended';
        }""", arg=before, timeout=PATIENCE).json_value()
        if seen == "moves":
            return
    raise AssertionError("no position lasted until its numbers had moved")


def read_a_dossier(page, url):
    page.goto(f"{url}/dashboard/trades")
    page.locator("tr", has_text="open").or_(page.locator("tr", has_text="closed")).locator(".open-dossier").first.click()
    dialog = page.locator("#dossier")
    expect(dialog.get_by_text("Picture the analyst saw")).to_be_visible()
    expect(dialog.locator("img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#dossier img').naturalWidth > 0")
    assert len(dialog.locator("#record").inner_text()) > 20, "the stored answer is not there"
    for heading in ("Analysis", "Verdicts of the filter", "Sizing, step by step", "Approval", "Orders", "Fills", "Ledger", "Timeline"):
        expect(dialog.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(dialog.get_by_role("cell", name="entry", exact=True)).to_be_visible()
    trade = page.evaluate("new URLSearchParams(location.search).get('trade')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    return trade


def slow_answers_do_not_overtake(context, url, trade):
    """The dossier of one trade is slow to come, another is opened meanwhile: what is shown is the other."""
    page = context.new_page()
    page.goto(f"{url}/dashboard/trades")
    held = []
    page.route(f"**/api/v1/trades/{trade}", lambda route: held.append(route))
    page.evaluate("(id) => import('/assets/dossier.js').then((dossier) => { dossier.openDossier(id); return dossier.openDossier('another'); })", trade)
    expect(page.locator("#dossier-body")).to_contain_text("'another' is not a trade's id")
    with page.expect_response(f"**/api/v1/trades/{trade}") as answer:
        held[0].continue_()
    answer.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")
    text = page.locator("#dossier-body").inner_text()
    page.close()
    return [] if "is not a trade's id" in text else ["the slow answer for another trade is shown"]


def the_focus_survives_an_empty_table(page):
    """A filter that nothing matches takes the row away that has the focus."""
    page.locator("#trades .open-dossier").first.focus()
    page.evaluate("() => { const form = document.getElementById('filters'); form.elements.symbol.value = 'NOTHING'; form.requestSubmit(); }")
    expect(page.locator("#trades")).to_have_text("No trade matches.")
    focused = page.evaluate("document.activeElement.id")
    page.get_by_role("button", name="All").click()
    expect(page.locator("#trades table")).to_be_visible()
    return [] if focused == "trades" else [f"an emptied table leaves the focus on '{focused}'"]


def names_and_roles(page):
    """What has the focus has a name, and nothing that can have it is inside of a picture."""
    bad = page.evaluate("""() => {
      const hidden = [...document.querySelectorAll('[role=img] :is(a, button, input, [tabindex])')].map((e) => `inside of a picture: ${e.textContent}`);
      const named = (e) => e.ariaLabel || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.labels?.length;
      return [...hidden, ...[...document.querySelectorAll('[tabindex="0"]')].filter((e) => !e.role || !named(e)).map((e) => `without role or name: ${e.id}`)];
    }""")
    return bad + ([] if page.get_by_role("log", name="Alerts").count() or "live" not in page.url else ["alerts are not told to who does not see them"])


def filter_trades(page, url):
    page.get_by_role("combobox", name="Symbol").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.locator("#trades")).to_have_text("No trade matches.")
    assert "symbol=NOTHING" in page.url, "the filter is not in the address"
    page.get_by_role("button", name="All").click()
    expect(page.locator("#trades table")).to_be_visible()
    # The first trade may be of the day before.
    now = time.time()
    yesterday, today, tomorrow = (time.strftime("%Y-%m-%d", time.gmtime(now + days * 86_400)) for days in (-1, 0, 1))
    page.locator("[name=from]").fill(yesterday)
    page.locator("[name=to]").fill(today)
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#csv")).to_have_attribute("href", f"/api/v1/trades.csv?from={yesterday}&to={tomorrow}")
    expect(page.locator("#trades table")).to_be_visible()
    answer = page.request.get(url + page.locator("#csv").get_attribute("href"))
    assert answer.ok and answer.text().startswith("trade_id,"), "the CSV is not there"


def halt_and_resume_with_the_keyboard(page, url):
    page.goto(f"{url}/dashboard/live")
    expect(page.locator("#level")).to_have_text("running")
    tab_to(page, "#halt")
    page.keyboard.press("Enter")
    # A question that a slip of the finger does not answer: the safe way has the focus.
    expect(page.get_by_role("button", name="Back")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Halt trading")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#level")).to_have_text("halted")
    tab_to(page, "#resume")
    page.keyboard.press("Enter")
    expect(page.locator("#level")).to_have_text("running")


def draw_without_the_library(context, url, trade):
    page = context.new_page()
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.route("**/lightweight-charts.js", lambda route: route.abort())
    page.goto(f"{url}/dashboard/trades?trade={trade}")
    expect(page.locator("#dossier .chart canvas")).to_be_visible()
    assert not page.evaluate("'LightweightCharts' in window"), "the library was there"
    painted = page.evaluate("new Uint32Array(document.querySelector('#dossier .chart canvas').getContext('2d').getImageData(0, 0, 300, 200).data.buffer).some((pixel) => pixel !== 0)")
    assert painted and not failures, f"without the library nothing is drawn: {failures}"
    page.close()


def take_pictures(context, url, folder, trade):
    """Both pages, the dossier and the login in both themes and two widths; each is checked for overflow and contrast."""
    overflowing, contrast, texts, lowest = [], [], 0, 21
    for theme in ("light", "dark"):
        for width in (390, 1440):
            context.add_cookies([{"name": "theme", "value": theme, "url": url}])
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 900})
            for name, address, ready in (
                ("live", "live", "#cycle-lanes article, #cycle-lanes p"), ("trades", "trades", "#trades table"),
                ("dossier", f"trades?trade={trade}", "#dossier img"),
            ):
                page.goto(f"{url}/dashboard/{address}")
                expect(page.locator("#connection")).to_have_text("live")
                page.wait_for_selector(ready)
                page.wait_for_timeout(500)  # for the pictures only: charts settle
                page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=name != "dossier")
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    overflowing.append(f"{name} {theme} {width}")
                measured = page.evaluate(measure.CONTRAST)
                contrast += [f"{name} {theme} {width}: {one}" for one in measured["bad"]]
                texts += measured["texts"]
                lowest = min(lowest, measured["lowest"])
            page.close()
    return {"overflowing": overflowing, "lowContrast": contrast, "textsMeasured": texts, "lowestContrast": round(lowest, 2)}


def main():
    url, password, folder = sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    problems, foreign, began = [], set(), time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        refuse_wrong_password(browser, url)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        own = urlsplit(url).netloc
        context.on("request", lambda r: foreign.add(r.url) if urlsplit(r.url).netloc != own and not r.url.startswith("data:") else None)
        page = context.new_page()
        page.on("console", lambda m: problems.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: problems.append(f"page: {e}"))
        log_in(page, url, password)
        watch_a_cycle(page)
        hold_a_position(page)
        problems += names_and_roles(page)
        page.screenshot(path=folder / "position.png", full_page=True)
        trade = read_a_dossier(page, url)
        problems += the_focus_survives_an_empty_table(page)
        problems += names_and_roles(page)
        filter_trades(page, url)
        halt_and_resume_with_the_keyboard(page, url)
        faults.sockets_fail(context, url)
        faults.timeframes_are_chosen(context, url)
        faults.what_has_no_event_is_asked_for(context, url)
        report = take_pictures(context, url, folder, trade)
        report["markupShownAsText"] = measure.markup_is_text(context, url, trade)
        problems += slow_answers_do_not_overtake(context, url, trade)
        draw_without_the_library(context, url, trade)
        report |= measure.cold_loads(browser, context.storage_state(), url)
        browser.close()
    report |= {"problems": problems, "foreignRequests": sorted(foreign), "seconds": round(time.monotonic() - began)}
    print(json.dumps(report))
    return 1 if problems or foreign or report["overflowing"] or report["lowContrast"] else 0


if __name__ == "__main__":
    sys.exit(main())
