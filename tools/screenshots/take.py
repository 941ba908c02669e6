"""Takes the README's pictures of the demonstration's pages.

Usage: take.py PROGRAM. The pictures stand beside this file. What it needs is what the
tests in Python need: `bash tests/run` installs it in target/python.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "python"))

import browsing  # noqa: E402

BOARD = "enhet=RS&period=2024"

# The picture's name, the page, and what is clicked on it first.
PICTURES = [
    ("oversikt", f"/?{BOARD}", None),
    ("varfor", f"/plan?{BOARD}", "a.why[href*='RF-E1']"),
    ("ekonomi", f"/ekonomi/L1.1?{BOARD}", None),
    ("jamfor", f"/rapporter/jamfor?{BOARD}&rapport=verksamhetsberattelse", None),
    ("bevis", f"/bevis?{BOARD}&handelse=915", None),
]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with browsing.pages(program) as (address, passwords), browsing.browser() as chromium:
        page = browsing.context(chromium, address, width=1280).new_page()
        browsing.log_in(page, "revisor", passwords["revisor"])
        for name, path, click in PICTURES:
            page.goto(path)
            if click:
                page.locator(click).first.click()
                page.wait_for_selector("[data-of]")
            page.screenshot(path=HERE / f"{name}.png")
            print(HERE / f"{name}.png")


if __name__ == "__main__":
    main()
