"""Plays what people do at the pages, in a real browser, with script and without.

Usage: stories.py PROGRAM. The stories follow each other on one demonstration for each
way, as the controller of the board, the secretary of the assembly and the auditor.
"""

import pathlib
import re
import sys

import browsing
from playwright.sync_api import expect

# Whose figures, and when; what is entered is of the year after the demonstration's.
BOARD = "enhet=RS&period=2024"
YEAR = "enhet=RS&period=2025"
SPRING = "enhet=RS&period=2025-01/2025-03"


class People:
    """The browser's windows, one for each person."""

    def __init__(self, chromium, address, passwords, scripts):
        self.chromium = chromium
        self.address = address
        self.passwords = passwords
        self.scripts = scripts
        self.windows = {}

    def window(self, login, number=1):
        """A person's window, logged in."""
        key = (login, number)
        if key not in self.windows:
            page = browsing.context(self.chromium, self.address, self.scripts).new_page()
            browsing.log_in(page, login, self.passwords[login])
            self.windows[key] = page
        return self.windows[key]


def recorded(page):
    """The position that the page says was recorded."""
    notice = page.locator(".notice.done").first
    expect(notice).to_be_visible()
    return int(re.search(r"händelse (\d[\d\s]*)", notice.inner_text())[1].replace("\xa0", ""))


def send(page):
    """Sends the form that is shown."""
    page.locator("main form.entry button:not([type=button])").last.click()


def logs_in(people):
    """A wrong password is refused in the same words as a wrong name, and a right one leads on."""
    page = browsing.context(people.chromium, people.address, people.scripts).new_page()
    page.goto("/plan?" + BOARD)
    expect(page).to_have_url(re.compile("/logga-in"))
    for name, password in [("controller", "inte rätt lösenord"), ("ingen", "inte rätt lösenord")]:
        page.fill("#namn", name)
        page.fill("#losenord", password)
        page.click("form.entry button")
        expect(page.locator(".notice.wrong")).to_contain_text("hör inte ihop")
    browsing.log_in(page, "controller", people.passwords["controller"])
    expect(page.locator("h1")).to_have_text("Plan")
    page.click("text=Logga ut")
    page.goto("/plan?" + BOARD)
    expect(page).to_have_url(re.compile("/logga-in"))
    page.context.close()


def travels_in_time(people):
    """On 10 September 2024 objective 1 had no red, and steps lead between its changes."""
    page = people.window("controller")
    page.goto("/poster/RF-E1?" + BOARD)
    expect(page.locator("main")).to_contain_text("Röd")
    page.fill("#times-known", "2024-09-10")
    page.click(".times button")
    expect(page).to_have_url(re.compile("kand=2024-09-10"))
    expect(page.locator(".times.past")).to_contain_text("Visar det som var känt 2024-09-")
    assert "Röd" not in page.locator("main").inner_text(), "det var inte känt då"
    expect(page.locator(".judged").first).to_contain_text(re.compile("Gul.*, avser januari–juli 2024"))
    page.goto("/poster/RF-E1?" + BOARD)
    now = page.locator("main").inner_text()
    page.click("text=Föregående ändring")
    expect(page).to_have_url(re.compile("kand=%40"))
    assert page.locator("main").inner_text() != now, "ett steg visar något annat"
    # The address shows a colleague the same.
    other = people.window("revisor")
    other.goto(page.url)
    assert other.locator("main h1").inner_text() == page.locator("main h1").inner_text()
    page.click("text=Till nu")
    assert page.locator("main").inner_text() == now


def asks_why(people):
    """Why did objective 1 go from yellow to red? Its indicators say."""
    page = people.window("controller")
    page.goto("/plan?" + BOARD)
    why = page.locator("a.why[href*='RF-E1']").first
    address = page.url
    why.click()
    if people.scripts:
        answer = page.locator("[data-of]").first
        expect(answer).to_be_visible()
        assert page.url == address, "svaret öppnas på platsen"
    else:
        answer = page.locator("main")
        expect(page.locator("h1")).to_have_text("Varför?")
    for words in ["Gul", "Röd", "I-1.3", "händelse"]:
        expect(answer).to_contain_text(words)
    if people.scripts:
        page.keyboard.press("Escape")
        expect(page.locator("[data-of]")).to_have_count(0)


def enters_an_outcome(people):
    """An outcome is refused beside its field or asked about, keeps what was typed, and is then recorded once."""
    page = people.window("controller")
    page.goto("/registrera/utfall?" + YEAR)
    page.select_option("[name=rad]", "L1.1")
    page.select_option("[name=manad]", "2025-03")
    page.fill("[name=belopp]", "tolv tusen")
    page.fill("[name=verifikat]", "Verifikation 17")
    send(page)
    expect(page.locator(".notice.wrong")).to_contain_text("Ingenting är antecknat")
    expect(page.locator(".error")).to_contain_text("Skriv ett belopp i kronor")
    expect(page.locator("[name=verifikat]")).to_have_value("Verifikation 17")
    page.fill("[name=belopp]", "1 250 000,50")
    send(page)
    expect(page.locator(".doubt")).to_contain_text("kostnader skrivs med minus")
    expect(page.locator("[name=stammer]")).not_to_be_checked()
    page.fill("[name=belopp]", "−1 250 000,50")
    form = page.locator("main form.entry")
    action = form.get_attribute("action")
    answers = dict(
        (field.get_attribute("name"), field.input_value())
        for field in form.locator("[name]").all()
    )
    send(page)
    first = recorded(page)
    expect(page.locator("main")).to_contain_text("Verifikation 17")
    expect(page.locator(".notice.done")).to_contain_text("Belopp: −1\xa0250\xa0000,50\xa0kr")
    # Sent once more, as by a double click, it is the same command.
    again = page.request.post(action, form=answers)
    assert f"antecknat={first}" in again.url, again.url
    return first


def corrects_it(people, position):
    """What was booked wrongly is corrected by a new event that names the old one."""
    page = people.window("controller")
    page.goto(f"/registrera/rattelse?{YEAR}&rattar=@{position}")
    expect(page.locator("main")).to_contain_text("1\xa0250\xa0000,50")
    page.fill("[name=varde]", "-1250000")
    page.fill("[name=skal]", "Fel öretal på verifikationen.")
    send(page)
    recorded(page)
    expect(page.locator("main")).to_contain_text("rättelse")


def is_refused_in_a_closed_period(people):
    """What concerns a closed period is refused, with the reason, and nothing is recorded."""
    page = people.window("controller")
    page.goto("/registrera/utfall?" + BOARD)
    page.select_option("[name=rad]", "L1.1")
    page.select_option("[name=manad]", "2024-12")
    page.fill("[name=belopp]", "-1")
    page.fill("[name=verifikat]", "Verifikation 18")
    send(page)
    expect(page.locator("main")).to_contain_text(re.compile("stängd"))
    expect(page.locator(".notice.done")).to_have_count(0)


def reallocates(people):
    """Both sides of a reallocation are entered together, after a decision."""
    page = people.window("sekreterare")
    page.goto("/registrera/beslut?enhet=RF&period=2024")
    page.fill("[name=id]", "RF-2025-PROV")
    page.fill("[name=organ]", "Regionfullmäktige")
    kinds = page.locator("[name=slag]")
    if kinds.first.evaluate("one => one.tagName") == "SELECT":
        kinds.select_option("reallocation")
    else:
        page.check("[name=slag][value=reallocation]")
    page.fill("[name=rubrik]", "Omdisponering inom regionkansliet")
    page.fill("[name=dag]", "2024-11-20")
    send(page)
    recorded(page)
    page = people.window("controller")
    page.goto("/registrera/omdisponering?" + BOARD)
    # The assembly's decisions are not for the board's controller to read.
    if page.locator("select[name=beslut] option[value='RF-2025-PROV']").count():
        page.select_option("[name=beslut]", "RF-2025-PROV")
    else:
        page.select_option("[name=beslut]", "*")
        page.fill("[name=beslut-id]", "RF-2025-PROV")
    row = page.locator("main tbody tr")
    row.nth(1).locator("input").first.fill("100 000")
    row.nth(2).locator("input").last.fill("90 000")
    if people.scripts:
        expect(page.locator("main")).to_contain_text("10\xa0000")
    send(page)
    expect(page.locator(".notice.wrong").first).to_be_visible()
    row.nth(2).locator("input").last.fill("100 000")
    send(page)
    recorded(page)
    expect(page.locator("main")).to_contain_text("RF-2025-PROV")


def opens_a_period(people):
    """A period is opened, and the collection says what is left to report in it."""
    page = people.window("controller")
    page.goto("/registrera/oppna-period?" + YEAR)
    page.select_option("[name=avser]", "2025-01/2025-03")
    page.check("[name=rapport][value=period_report]")
    page.fill("[name=senast]", "2030-04-15")
    send(page)
    recorded(page)
    page.goto("/insamling?" + SPRING)
    expect(page.locator("main")).to_contain_text("2030-04-15")


def assesses(people):
    """An assessment rests on what is picked, and a colour without a motivation is refused."""
    page = people.window("controller")
    page.goto("/registrera/indikatorutfall?" + YEAR + "&indikator=I-1.4")
    page.fill("[name=varde]", "71")
    send(page)
    recorded(page)
    page.goto("/registrera/bedomning?" + YEAR + "&post=RF-E1")
    page.locator("[name=underlag]").first.check()
    page.check("[name=farg][value=red]")
    page.fill("[name=motivering]", " ")
    send(page)
    expect(page.locator(".notice.wrong").first).to_contain_text("antecknat")
    assert page.locator("[name=farg][value=red]").is_checked(), "valet står kvar"
    page.fill("[name=motivering]", "Andelen har fallit från 84 till 71 procent.")
    send(page)
    recorded(page)
    expect(page.locator("main")).to_contain_text("Andelen har fallit")
    expect(page.locator("main")).to_contain_text("Röd")


def is_told_what_another_changed(people):
    """Two assess the same objective: the second is shown what the first recorded."""
    first, second = people.window("controller"), people.window("controller", 2)
    for page, words in [(first, "Det första ordet."), (second, "Det andra ordet.")]:
        page.goto("/registrera/bedomning?" + YEAR + "&post=RF-E1")
        page.locator("[name=underlag]").first.check()
        page.check("[name=farg][value=yellow]")
        page.fill("[name=motivering]", words)
    send(first)
    recorded(first)
    send(second)
    notice = second.locator(".notice.wrong")
    expect(notice).to_contain_text("Det första ordet.")
    expect(notice).to_contain_text("Ingenting är antecknat")
    expect(second.locator("[name=motivering]")).to_have_value("Det andra ordet.")
    send(second)
    recorded(second)


def closes_the_period(people):
    """The unit marks itself ready, and the period is closed: nothing more is taken in it."""
    page = people.window("controller")
    page.goto("/registrera/klarmarkera?" + SPRING)
    send(page)
    recorded(page)
    page.goto("/registrera/stang-period?" + SPRING)
    page.locator("main input[type=radio]").first.check()
    page.locator("main input[type=checkbox]").first.check()
    send(page)
    recorded(page)
    page.goto("/registrera/utfall?" + YEAR)
    page.select_option("[name=rad]", "L1.1")
    page.select_option("[name=manad]", "2025-02")
    page.fill("[name=belopp]", "-1")
    page.fill("[name=verifikat]", "Verifikation 19")
    send(page)
    expect(page.locator(".notice.wrong").first).to_be_visible()


def publishes(people):
    """A check hinders the publication until it is waived; the report is then published."""
    page = people.window("controller")
    page.goto("/rapporter/periodrapport/publicera?" + SPRING)
    expect(page.locator("main")).to_contain_text("hindrar publiceringen")
    page.click("text=Medge undantag")
    page.check("[name=kontroll][value=claims_agree]")
    page.fill("[name=skal]", "Källan avrundar annorlunda.")
    page.select_option("[name=beslut]", "RS-VB-2024")
    send(page)
    recorded(page)
    page.goto("/rapporter/periodrapport/publicera?" + SPRING)
    ids = page.locator("main form.entry input[name=id]")
    if ids.count() and not ids.input_value():
        ids.fill("periodrapport-RS-2025-03")
    send(page)
    expect(page).to_have_url(re.compile("/rapporter/publicerad/"))
    expect(page.locator("main")).to_contain_text("SHA-256")


def reproduces(people):
    """Anyone who may read it builds the published report again and gets the same bytes."""
    page = people.window("revisor")
    page.goto("/rapporter/publicerad/verksamhetsberattelse-RS-2024?" + BOARD)
    page.click("text=Återskapa")
    expect(page.locator("main")).to_contain_text("är densamma, byte för byte")


def compares(people):
    """Two moments of a report stand side by side, with what differs marked in words."""
    page = people.window("revisor")
    page.goto("/rapporter/publicerad/verksamhetsberattelse-RS-2024?" + BOARD)
    page.click("text=Jämför med det som är känt")
    expect(page.locator("h1")).to_have_text("Jämför två tidpunkter")
    expect(page.locator("main")).to_contain_text("Tandvårdsstöd, Utfall")
    expect(page.locator("main")).to_contain_text("−0,6")


STORIES = [
    logs_in,
    travels_in_time,
    asks_why,
    is_refused_in_a_closed_period,
    enters_an_outcome,
    corrects_it,
    reallocates,
    opens_a_period,
    assesses,
    is_told_what_another_changed,
    closes_the_period,
    publishes,
    reproduces,
    compares,
]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    for scripts in (True, False):
        with browsing.pages(program) as (address, passwords), browsing.browser() as chromium:
            people = People(chromium, address, passwords, scripts)
            way = "med skript" if scripts else "utan skript"
            position = None
            for story in STORIES:
                try:
                    told = story(people, position) if story is corrects_it else story(people)
                except BaseException:
                    for (login, number), page in people.windows.items():
                        print(f"{login} {number}: {page.url}\n{page.inner_text('body')[:2500]}")
                    print(f"FEL i {story.__name__}, {way}: {story.__doc__}")
                    raise
                position = told or position
                print(f"{story.__name__}, {way}: {story.__doc__}")


if __name__ == "__main__":
    main()
