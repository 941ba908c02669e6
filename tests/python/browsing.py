"""The served demonstration in a real browser: Debian's Chromium, without a window."""

import contextlib
import pathlib
import shutil
import tempfile

import served
from playwright.sync_api import sync_playwright

# A browser of its own would be fetched otherwise; these are the names in distributions.
NAMES = ["chromium", "chromium-browser", "google-chrome"]

# It asks for nothing but the pages.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def pages(program):
    """Serves the demonstration; gives its address and the users' passwords by login."""
    with tempfile.TemporaryDirectory() as around:
        folder = str(pathlib.Path(around) / "liggare")
        made = served.run(program, folder, "demo", "--no-serve")
        passwords = {user["login"]: user["password"] for user in made["users"]}
        with served.serving(program, folder, around) as address:
            yield address, passwords


@contextlib.contextmanager
def browser():
    """The browser."""
    found = [path for path in map(shutil.which, NAMES) if path]
    if not found:
        raise SystemExit("Ingen Chromium finns; installera paketet chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found[0], args=QUIET)
        yield chromium
        chromium.close()


def context(chromium, address, scripts=True, width=1440, theme="light"):
    """A visitor with a window of its own."""
    visitor = chromium.new_context(
        base_url=address,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        locale="sv-SE",
    )
    visitor.set_default_timeout(10_000)
    return visitor


def log_in(page, login, password):
    """Logs in at the form that is shown, or at its own address."""
    if not page.url.split("?")[0].endswith("/logga-in"):
        page.goto("/logga-in?vidare=/kortkommandon")
    page.fill("#namn", login)
    page.fill("#losenord", password)
    page.click("form.entry button")
    page.wait_for_selector("nav.rooms")

