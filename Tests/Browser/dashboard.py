"""Drives the dashboard of a running system in Chromium as a trader would. Prints one JSON object; exit code 0 only if all went well.

usage: dashboard.py URL PASSWORD SCREENSHOT_FOLDER
The system must run short cycles with manual approval: autotrader up --timeframe 5s --approve manual
"""
import json
import statistics
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

PATIENCE = 120_000  # ms, for what a loaded machine and a random market decide


def log_in(page, url, password):
    page.goto(f"{url}/dashboard/live")
    expect(page).to_have_url(f"{url}/login")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{url}/dashboard/live")


def refuse_wrong_password(browser, url):
    page = browser.new_page()
    page.goto(f"{url}/login")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("this is not the password")
    page.close()


def watch_a_cycle(page):
    expect(page.locator("#connection")).to_have_text("live", timeout=10_000)
    page.evaluate("window.notReloaded = true")
    status = page.locator("#cycle-status")
    expect(status).to_contain_text("started", timeout=PATIENCE)
    expect(status).to_contain_text("completed", timeout=PATIENCE)
    assert page.evaluate("window.notReloaded"), "the page was loaded again"


def approve_a_trade(page):
    """Tries until a proposal that was approved in time has become a position."""
    for _ in range(10):
        # Never on the cursor of a person: the list changes by itself, so the first button that is there is pressed at once.
        page.wait_for_selector(".approve:enabled", timeout=PATIENCE)
        page.evaluate("document.querySelector('.approve:enabled')?.click()")
        try:
            expect(page.locator("#positions table")).to_be_visible(timeout=8_000)
            return
        except AssertionError:
            continue
    raise AssertionError("no approved proposal became a position")


def read_a_dossier(page, url):
    page.goto(f"{url}/dashboard/trades")
    page.locator("tr", has_text="open").or_(page.locator("tr", has_text="closed")).locator(".open-dossier").first.click()
    dialog = page.locator("#dossier")
    expect(dialog.get_by_text("Picture the analyst saw")).to_be_visible(timeout=10_000)
    picture = dialog.locator("img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('#dossier img').naturalWidth > 0")
    assert len(dialog.locator("#record").inner_text()) > 20, "the stored answer is not there"
    expect(dialog.get_by_role("cell", name="entry", exact=True)).to_be_visible()


def halt_and_resume(page, url):
    page.goto(f"{url}/dashboard/live")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Halt").click()
    expect(page.locator("#level")).to_have_text("halted", timeout=10_000)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#level")).to_have_text("running", timeout=10_000)


def take_pictures(context, url, folder):
    overflowing = []
    for theme in ("light", "dark"):
        for width in (390, 1440):
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 900})
            page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
            for name in ("live", "trades"):
                page.goto(f"{url}/dashboard/{name}")
                expect(page.locator("#connection")).to_have_text("live", timeout=10_000)
                page.wait_for_timeout(700)  # for the pictures only: charts settle
                page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=True)
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    overflowing.append(f"{name} {theme} {width}")
            page.close()
    return overflowing


def measure_cold_loads(browser, state, url):
    paints, bytes_loaded, shifts = [], [], []
    for _ in range(5):
        context = browser.new_context(storage_state=state)
        page = context.new_page()
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (!e.hadRecentInput) window.shift += e.value }))"
            ".observe({ type: 'layout-shift', buffered: true })")
        page.goto(f"{url}/dashboard/live", wait_until="networkidle")
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        bytes_loaded.append(page.evaluate(
            "performance.getEntriesByType('resource').filter((e) => !e.name.includes('/api/')).reduce((s, e) => s + e.transferSize, 0)"
            " + performance.getEntriesByType('navigation')[0].transferSize"))
        shifts.append(page.evaluate("window.shift"))
        context.close()
    return statistics.median(paints), max(bytes_loaded), max(shifts)


def main():
    url, password, folder = sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        refuse_wrong_password(browser, url)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.on("console", lambda m: problems.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: problems.append(f"page: {e}"))
        log_in(page, url, password)
        watch_a_cycle(page)
        approve_a_trade(page)
        page.screenshot(path=folder / "position.png", full_page=True)
        read_a_dossier(page, url)
        page.screenshot(path=folder / "dossier.png")
        halt_and_resume(page, url)
        overflowing = take_pictures(context, url, folder)
        paint, size, shift = measure_cold_loads(browser, context.storage_state(), url)
        browser.close()
    print(json.dumps({
        "problems": problems, "overflowing": overflowing, "firstContentfulPaintMillisecondsP50": round(paint, 1),
        "transferredBytes": size, "layoutShift": round(shift, 4)}))
    return 0 if not problems and not overflowing else 1


if __name__ == "__main__":
    sys.exit(main())
