"""What is measured in the browser: contrast, cold loads, and whether planted markup runs."""
import json
import statistics

# WCAG 2.1: text against what lies behind it, at least 4.5, large text 3. Disabled controls are exempt.
CONTRAST = """
() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return { r: n[0], g: n[1], b: n[2], a: n[3] ?? 1 }; };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = (c) => 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), parse('rgb(255, 255, 255)'));
  };
  let texts = 0, lowest = 21;
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest('script, style, :disabled') || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const background = behind(element), one = luminance(over(parse(style.color), background)), other = luminance(background);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    texts += 1;
    lowest = Math.min(lowest, ratio);
    if (ratio < wanted) bad.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return { texts, lowest, bad };
}
"""

SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput) window.shift += e.value; }))
  .observe({ type: 'layout-shift', buffered: true });
"""

# What came over the wire until now: the page with scripts, styles and chart library; the data; the small pictures of charts.
# Cycles go on meanwhile, on a slow machine several: each answer counts once, and of the pictures one cycle's five, the largest.
BYTES = """
() => {
  const sizes = { page: new Map(), data: new Map(), pictures: new Map() };
  for (const { name, transferSize } of [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]) {
    const kind = sizes[name.includes('/api/v1/charts/') ? 'pictures' : name.includes('/api/') ? 'data' : 'page'];
    kind.set(name, Math.max(kind.get(name) ?? 0, transferSize));
  }
  const sum = (kind, count) => [...sizes[kind].values()].sort((a, b) => b - a).slice(0, count).reduce((all, one) => all + one, 0);
  return { page: sum('page'), data: sum('data'), pictures: sum('pictures', 5) };
}
"""


def cold_loads(browser, state, url):
    """Five first visits to the live page, each with an empty cache, watched until everything is there and 2.5 seconds have passed."""
    paints, sizes, shifts = [], [], []
    for _ in range(5):
        context = browser.new_context(storage_state=state, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.goto(f"{url}/dashboard/live")
        for selector in ("#services table", "#level", "#cycle-lanes article", "#positions table, #positions p"):
            page.wait_for_selector(selector, timeout=60_000)
        # The page is complete; what follows is the market's. The chart library counts, also when no position has asked for it yet.
        page.evaluate("() => fetch(document.querySelector('meta[name=chart-library]').content).then((answer) => answer.arrayBuffer()).then(() => null)")
        page.wait_for_function("() => performance.now() > 2500 && performance.getEntriesByName('first-contentful-paint').length")
        sizes.append(page.evaluate(BYTES))
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        shifts.append(page.evaluate("window.shift"))
        context.close()
    return {
        "firstContentfulPaintMilliseconds": [round(paint, 1) for paint in paints],
        "firstContentfulPaintMillisecondsP50": round(statistics.median(paints), 1), "firstContentfulPaintMillisecondsBest": round(min(paints), 1),
        "coldLoadBytes": [sum(size.values()) for size in sizes], "pageBytes": max(size["page"] for size in sizes), "firstDataBytes": max(size["data"] for size in sizes),
        "pictureBytes": max(size["pictures"] for size in sizes), "layoutShift": round(max(shifts), 4),
    }


MARKUP = "<img src=planted onerror=\"window.planted = true\"><script>window.planted = true</script>"
TEXTS = {"symbol", "detail", "message", "reason", "reasoning", "pattern", "promptName", "record", "value", "linkID", "name", "status", "decidedBy"}


def _plant(value):
    if isinstance(value, dict):
        return {k: v + MARKUP if k in TEXTS and isinstance(v, str) else _plant(v) for k, v in value.items()}
    return [_plant(one) for one in value] if isinstance(value, list) else value


def markup_is_text(context, url, trade):
    """Every text that a symbol, a model or an exchange could have filled comes with markup in it: it is shown, never run."""
    page = context.new_page()

    def answer(route):
        response = route.fetch()
        if "json" not in response.headers.get("content-type", ""):
            route.fulfill(response=response)
            return
        route.fulfill(response=response, body=json.dumps(_plant(response.json())))

    page.route("**/api/v1/**", answer)
    shown = 0
    for address, place in ((f"{url}/dashboard/live", "#cycle-lanes"), (f"{url}/dashboard/trades?trade={trade}", "#dossier-body")):
        page.goto(address)
        page.wait_for_function("(place) => document.querySelector(place).textContent.includes('<img src=planted')", arg=place, timeout=60_000)
        shown += page.evaluate("document.body.textContent.split('<img src=planted').length - 1")
        assert not page.evaluate("window.planted"), f"markup ran at {address}"
        assert page.locator("img[src=planted]").count() == 0, f"markup became an element at {address}"
    # Before its context goes: an answer may still be on its way.
    page.unroute_all(behavior="ignoreErrors")
    page.close()
    return shown
