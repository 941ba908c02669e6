"""Holds every page to WCAG 2.1 A and AA, to the keyboard and to doing without script.

Usage: pages.py PROGRAM. The pages are found without script, by following their own
links as each of the demonstration's users. Each kind of page is examined by axe-core at
320 and 1440 pixels, light and dark; it may not be wider than the window, and nothing in
it may go wrong; every control is reached with the tabulator key and shows that it has
the focus.
"""

import pathlib
import re
import sys
import urllib.parse

import axe_playwright_python
import browsing

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# What WCAG 2.1 A and AA ask, by axe's names.
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

WIDTHS = [1440, 320]
THEMES = ["light", "dark"]
USERS = ["revisor", "controller", "sekreterare", "registrator", "uppsikt", "administrator"]

# Of each kind of page so many are looked at: ids differ, the page is made the same way.
OF_EACH = 1

# Rooms that have a page of each thing in them.
THINGS = re.compile(
    r"^/(poster|indikatorer|ekonomi|ramar|beslut|handelser|investeringar|atgarder|rapporter/publicerad)/[^/]+"
)

# An address that no page has.
NOT_THERE = "/finns-inte"

# What must be found, so that a broken link cannot make the test a short one.
NEEDED = [
    "/",
    "/plan",
    "/poster/…",
    "/indikatorer",
    "/indikatorer/…",
    "/ekonomi",
    "/ekonomi/…",
    "/ramar",
    "/atgarder",
    "/intern-kontroll",
    "/beslut",
    "/beslut/…",
    "/nyckeltal",
    "/rapporter",
    "/rapporter/publicerad/…",
    "/handelser",
    "/handelser/…",
    "/bevis",
    "/insamling",
    "/varfor",
    "/kortkommandon",
    "/registrera/bedomning",
    "/registrera/indikatorutfall",
    "/registrera/omdisponering",
]

# What can be reached with the keyboard. Of the buttons in a group one is.
CONTROLS = """() => {
  const all = document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const groups = new Set();
  return [...all].filter((one) => {
    if (!one.checkVisibility() || one.disabled) return false;
    if (one.type !== 'radio') return true;
    const chosen = document.querySelector(`input[name="${one.name}"]:checked`);
    if (groups.has(one.name) || (chosen && chosen !== one)) return false;
    groups.add(one.name);
    return true;
  }).length;
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  if (!one.dataset.reached) one.dataset.reached = String(Math.random());
  const style = getComputedStyle(one);
  return {
    id: one.dataset.reached,
    what: one.outerHTML.slice(0, 120),
    shows: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def kind_of(address):
    """Which kind of page an address is of."""
    path = urllib.parse.urlsplit(address).path
    found = THINGS.match(path)
    return f"/{found[1]}/…{path[found.end():]}" if found else path


def is_page(address, base):
    """Whether an address is a page here, rather than a file or another site."""
    if not address.startswith(base):
        return False
    path = urllib.parse.urlsplit(address).path
    return not re.match(r"^/(api|log|tillbehor|health|metrics|logga-ut)\b", path) and not re.search(
        r"(/paket|^/bevis/(kontrollpunkt|handelse)/\d+|\.(json|csv|txt))$", path
    )


def found_by(page, base):
    """Follows links from the first page; gives an address or two of each kind."""
    found = {}
    waiting = [base + "/"]
    seen = set()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in seen or len(found.get(kind, [])) >= OF_EACH:
            continue
        seen.add(address)
        answer = page.goto(address)
        if "application" in answer.headers.get("content-type", ""):
            continue
        if answer.status != 200:
            raise SystemExit(f"{address} svarar {answer.status}, men sidorna länkar dit")
        if not page.locator("h1").count():
            raise SystemExit(f"{address} har ingen rubrik")
        if kind_of(page.url) == kind:
            found.setdefault(kind, []).append(page.url)
        links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
        waiting.extend(link.split("#")[0] for link in links if is_page(link, base))
    return found


def examined(page, address, width, theme):
    """What axe finds on a page, and whether it is wider than the window."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto(address)
    page.evaluate(AXE)
    answer = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARD
    )
    wrong = [
        f"{one['id']}: {node['html'][:150]}" for one in answer["violations"] for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        wrong.append(f"sidan är {wide} bildpunkter bred")
    return wrong


def by_keyboard(page, address):
    """The controls that the tabulator key does not reach, or that do not show it."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.evaluate("document.activeElement.blur()")
    controls = page.evaluate(CONTROLS)
    # A day is entered in parts, each with a stop of its own.
    days = page.locator("input[type=date]").count()
    reached = {}
    for _ in range(controls + 5 + 4 * days):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["id"] in reached:
            continue
        reached[focused["id"]] = focused
    wrong = [f"visar inte fokus: {one['what']}" for one in reached.values() if not one["shows"]]
    if len(reached) < controls:
        wrong.append(f"tangentbordet når {len(reached)} av {controls} kontroller")
    return wrong


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    faults = []
    examinations = 0
    kinds = {}
    with browsing.pages(program) as (base, passwords), browsing.browser() as chromium:
        for user in USERS:
            plain = browsing.context(chromium, base, scripts=False).new_page()
            browsing.log_in(plain, user, passwords[user])
            found = {kind: all_ for kind, all_ in found_by(plain, base).items() if kind not in kinds}
            plain.context.close()
            page = browsing.context(chromium, base).new_page()
            page.on("pageerror", lambda error: faults.append(f"skriptet: {error}"))
            page.on(
                "console",
                lambda said: faults.append(f"{said.location.get('url')}: {said.text}")
                # The browser tells of the page that is not there as of something missing.
                if said.type == "error" and not said.location.get("url", "").endswith(NOT_THERE)
                else None,
            )
            for address in ["/logga-in", NOT_THERE] if user == USERS[0] else []:
                for width in WIDTHS:
                    for theme in THEMES:
                        faults += [f"{address}: {one}" for one in examined(page, address, width, theme)]
                        examinations += 1
            browsing.log_in(page, user, passwords[user])
            for kind, addresses in found.items():
                for address in addresses:
                    for width in WIDTHS:
                        for theme in THEMES:
                            wrong = examined(page, address, width, theme)
                            examinations += 1
                            faults += [f"{address} ({width}, {theme}): {one}" for one in wrong]
                faults += [f"{addresses[0]}: {one}" for one in by_keyboard(page, addresses[0])]
            page.context.close()
            kinds.update(found)
    missing = [kind for kind in NEEDED if kind not in kinds]
    for one in sorted(set(faults)):
        print(one)
    if missing:
        print("hittades inte:", ", ".join(missing))
    print(f"{len(kinds)} slags sidor, {examinations} prövningar, {len(set(faults))} fel")
    if faults or missing:
        sys.exit(1)


if __name__ == "__main__":
    main()
