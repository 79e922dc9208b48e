"""The page in a browser: with the mouse, by keyboard alone, without JavaScript; what axe-core finds in it.

Skipped where no browser is installed. The tests' own server is the only host that is asked for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from web_payloads import PAYLOADS

Open = Callable[..., Any]
DOCUMENT = "/documents/mofa-2024-01-12-kamikawa.txt"


@pytest.fixture
def open_page(browser: Any, server: str) -> Iterator[Open]:
    """Opens an address in a window of its own; afterwards nothing may have failed in any of them."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(path: str, *, base: str = server, errors: bool = False, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)

        def note(kind: str, text: str) -> None:
            if not errors:
                complaints.append(f"{kind}: {text}")

        page.on("console", lambda m: note("console", m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note("error", str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((base, "data:")) else complaints.append(f"asked {request.url}")
            ),
        )
        page.goto(base + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not complaints


def total(page: Any) -> int:
    return int(re.sub(r"\D", "", page.locator("#count").inner_text()))


def until(page: Any, condition: Callable[[], object]) -> None:
    """Waits for a condition; Playwright's own way to do so needs `eval`, which the page does not allow."""
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(25)
    raise AssertionError("this did not happen within five seconds")


def counts(page: Any, expected: int) -> None:
    """Waits until so many passages are found."""
    until(page, lambda: total(page) == expected)


def settled(page: Any) -> None:
    """Until what was asked for in place is there."""
    page.wait_for_load_state("networkidle")
    busy = page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
    until(page, lambda: busy.count() == 0)


def parameters(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_search_choose_exclude_and_go_back(open_page: Open) -> None:
    page = open_page("/")
    page.fill("#q", "taiwan")
    page.press("#q", "Enter")
    page.wait_for_selector("#count")
    everything = total(page)
    page.evaluate("window.same = true")
    chosen = page.locator(".facet a.value", has_text="Kamikawa Yoko")
    promised = int(chosen.locator(".count").inner_text())
    chosen.click()
    counts(page, promised)
    assert parameters(page)["is.speaker"] == ["Kamikawa Yoko"]
    until(page, lambda: page.locator("#announce").inner_text() == page.locator("#count").inner_text())
    page.get_by_label("Exclude Answer").click()
    page.wait_for_url("**not.kind=answer**")
    settled(page)
    assert page.locator(".chip").count() == 2
    assert total(page) < promised
    assert page.evaluate("window.same")  # all of this in one document
    page.go_back()
    counts(page, promised)
    page.go_back()
    counts(page, everything)
    page.go_forward()
    counts(page, promised)
    page.reload()
    assert total(page) == promised
    page.locator(".chip").click()
    counts(page, everything)


def test_dates_are_drawn_and_typed(open_page: Open) -> None:
    page = open_page("/search?q=japan")
    everything = total(page)
    chart = page.locator("#chart").bounding_box()
    bars = page.locator(".chart .bar")
    first = bars.first.get_attribute("data-at")
    page.mouse.move(chart["x"] + 2, chart["y"] + 20)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] / 2, chart["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url("**from=**")
    settled(page)
    drawn = total(page)
    assert 0 < drawn < everything
    assert parameters(page)["from"] == [first]
    low, high = page.input_value("#from"), page.input_value("#to")
    assert page.locator(".bar.out").count() > 0
    again = open_page("/search?q=japan")
    again.fill("#from", low)
    again.fill("#to", high)
    again.press("#to", "Enter")
    again.wait_for_url("**from=**")
    settled(again)
    assert again.url == page.url and total(again) == drawn


def test_pages_and_order(open_page: Open) -> None:
    page = open_page("/search?q=japan&limit=5")
    first = page.locator(".hit .where").all_inner_texts()
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    settled(page)
    assert not set(first) & set(page.locator(".hit .where").all_inner_texts())
    assert page.evaluate("scrollY") == 0
    page.get_by_role("link", name="Oldest").click()
    page.wait_for_url("**sort=oldest**")
    settled(page)
    assert "13 November 2021" in page.locator(".hit .where").first.inner_text()


def test_context_opens_in_place(open_page: Open) -> None:
    page = open_page("/search?q=taiwan+strait")
    page.evaluate("window.same = true")
    page.locator("#open-2").click()
    page.wait_for_selector("#hit-2 .neighbour")
    assert page.locator(".neighbour").count() <= 4
    assert page.locator("#hit-1 .neighbour").count() == 0
    assert page.evaluate("window.same")
    page.locator("#open-2").click()
    until(page, lambda: page.locator(".neighbour").count() == 0)


def test_reading_and_stepping_through_matches(open_page: Open) -> None:
    page = open_page("/search?q=ukraine")
    hit = page.locator(".hit", has_text="Kamikawa Yoko").first
    number = hit.locator(".number").first.inner_text()
    hit.get_by_role("link", name="Read").click()
    page.wait_for_selector(".transcript")
    target = page.locator(".paragraph:target")
    assert target.locator("a.number").inner_text() == number
    assert target.locator("mark").count() > 0
    inside = page.evaluate("document.querySelector('.paragraph:target').getBoundingClientRect().top")
    assert 0 <= inside < 900
    matches = page.locator(".paragraph.match").count()
    seen = []
    for _ in range(matches):
        page.keyboard.press("j")
        seen.append(page.locator("#at").inner_text())
    assert len(set(seen)) == matches > 2 and seen[0].endswith(f"of {matches}")
    page.keyboard.press("k")
    assert page.locator("#at").inner_text() == seen[-2]
    page.locator("#next").click()
    assert page.locator("#at").inner_text() == seen[-1]
    page.get_by_role("link", name="Back to the results").click()
    page.wait_for_selector("#count")
    assert page.input_value("#q") == "ukraine"


def test_a_citation_is_copied(open_page: Open) -> None:
    page = open_page("/search?q=taiwan+strait+secretary")
    page.get_by_role("link", name="Cite").first.click()
    page.get_by_role("button", name="Copy as Plain text").click()
    until(page, lambda: page.locator("#announce").text_content() == "Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#style-plain").text_content()
    assert copied.startswith("“") and "SHA-256" in copied


def test_a_selection_is_cited_word_for_word(open_page: Open) -> None:
    page = open_page(f"{DOCUMENT}?q=strait")
    page.evaluate(
        """() => {
            const said = document.querySelector('#p6 .said'), range = document.createRange();
            const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
            let node = walker.nextNode(), at = node.data.indexOf('Furthermore');
            range.setStart(node, at);
            while (walker.nextNode()) node = walker.currentNode;
            range.setEnd(node, node.data.indexOf(' issues'));
            getSelection().addRange(range);
        }"""
    )
    chosen = page.evaluate("getSelection().toString()")
    page.locator("#cite-selection").click()
    page.wait_for_selector(".quotation")
    assert page.locator(".quotation .said").inner_text() == chosen
    assert page.locator(".quotation .part").first.inner_text() == "Part of the passage"


def test_a_selection_across_speakers_is_two_quotations(open_page: Open) -> None:
    page = open_page(DOCUMENT)
    page.evaluate(
        """() => {
            const range = document.createRange();
            range.setStart(document.querySelector('#p13 .said').firstChild, 4);
            range.setEnd(document.querySelector('#p14 .said').firstChild, 30);
            getSelection().addRange(range);
        }"""
    )
    page.locator("#cite-selection").click()
    page.wait_for_selector(".quotation")
    assert page.locator(".quotation").count() == 2


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("kamik")
    page.wait_for_selector("#offers:not([hidden]) li")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.input_value("#q") == 'speaker:"Kamikawa Yoko"'
    page.keyboard.type(" taiwan")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_selector("#count")
    assert total(page) > 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "hit-1"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "hit-2"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.hit').id") == "hit-2"
    for _ in range(12):  # to the link that reads the transcript
        if page.evaluate("document.activeElement.textContent") == "Read":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".transcript")
    page.keyboard.press("j")
    assert page.locator(".paragraph.current mark").count() > 0
    page.keyboard.press("/")
    page.wait_for_url("**/")


def tab_to(page: Any, condition: str) -> None:
    """Presses Tab until the element with the focus fulfils a condition on `e`."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {condition})(document.activeElement)"):
            return
    raise AssertionError(f"Tab never comes to {condition}")


def test_filters_dates_pages_and_citations_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/search?q=japan&limit=5")
    everything = total(page)
    tab_to(page, "e.id === 'from'")
    page.keyboard.type("2023")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2023**")
    settled(page)
    dated = total(page)
    assert 0 < dated < everything
    tab_to(page, "e.getAttribute('aria-label') === 'Exclude Answer'")
    page.keyboard.press("Enter")
    page.wait_for_url("**not.kind=answer**")
    settled(page)
    assert 0 < total(page) < dated
    page.go_back()
    counts(page, dated)
    page.go_forward()
    page.wait_for_url("**not.kind=answer**")
    page.go_back()
    counts(page, dated)
    settled(page)
    first = page.locator(".hit .where").all_inner_texts()
    tab_to(page, "e.textContent.trim().startsWith('Next')")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    settled(page)
    assert not set(first) & set(page.locator(".hit .where").all_inner_texts())
    tab_to(page, "e.id.startsWith('open-')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit .neighbour")
    settled(page)
    tab_to(page, "e.closest('.hit') && e.textContent === 'Cite'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#style-plain")
    tab_to(
        page,
        "e.getAttribute('aria-label') === 'Copy as Plain text' || e.textContent === 'Copy as Plain text'",
    )
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("#announce").text_content() == "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#style-plain").text_content()


def test_facets_by_keyboard_keep_the_focus(open_page: Open) -> None:
    page = open_page("/search?q=japan")
    page.locator(".facet a.value", has_text="Kamikawa Yoko").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**is.speaker**")
    settled(page)
    assert page.evaluate("document.activeElement.textContent.includes('Kamikawa Yoko')")


def test_single_keys_can_be_turned_off(open_page: Open) -> None:
    page = open_page("/search?q=japan")
    page.get_by_role("button", name="Single-key shortcuts: on").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement === document.body")
    page.reload()
    assert page.locator("#keys").inner_text() == "Single-key shortcuts: off"


def test_without_javascript(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    page.fill("#q", "taiwan")
    page.get_by_role("button", name="Search").click()
    everything = total(page)
    page.locator(".facet a.value", has_text="Kamikawa Yoko").click()
    assert 0 < total(page) < everything
    page.fill("#from", "2024")
    page.get_by_role("button", name="Set dates").click()
    assert parameters(page) == {"q": ["taiwan"], "is.speaker": ["Kamikawa Yoko"], "from": ["2024"]}
    page.get_by_label("Exclude Statement").click()
    page.locator("#open-1").click()
    assert page.locator("#hit-1 .neighbour").count() > 0
    page.locator("#hit-1").get_by_role("link", name="Read").click()
    assert page.locator(".paragraph:target mark").count() > 0
    page.locator(".matches .all a").last.click()
    assert page.locator(".paragraph:target mark").count() > 0
    page.locator(".paragraph:target .cite").click()
    assert "SHA-256" in page.locator("#style-plain").inner_text()
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Kamikawa Yoko").click()
    assert page.locator("h1").inner_text() == "Kamikawa Yoko"


def test_pages_and_history_without_javascript(open_page: Open) -> None:
    page = open_page("/search?q=japan&limit=5", java_script_enabled=False)
    everything, first = total(page), page.locator(".hit .where").all_inner_texts()
    page.get_by_role("link", name="Next").click()
    second = page.locator(".hit .where").all_inner_texts()
    assert not set(first) & set(second) and total(page) == everything
    page.get_by_role("link", name="Oldest").click()
    assert parameters(page)["sort"] == ["oldest"]
    page.go_back()
    assert page.locator(".hit .where").all_inner_texts() == second
    page.go_back()
    assert page.locator(".hit .where").all_inner_texts() == first
    page.go_forward()
    assert page.locator(".hit .where").all_inner_texts() == second


def test_the_page_is_light_and_asks_for_few_files(open_page: Open, server: str) -> None:
    page = open_page("/help")
    asked: list[Any] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(f"{server}/search?q=japan")
    page.wait_for_load_state("networkidle")
    files = [request for request in asked if not request.url.startswith("data:")]
    assert len(files) <= 4
    sizes = [request.sizes() for request in files]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 100_000


STATES = {
    "first page": "/",
    "results": "/search?q=taiwan",
    "conditions": "/search?q=japan&is.speaker=Kamikawa+Yoko&not.kind=note&from=2022&speaker=kamikawa",
    "context": "/search?q=taiwan+strait&open=mofa-2024-01-12-kamikawa.txt/6",
    "everything": "/search",
    "second page": "/search?q=japan&page=2",
    "most of the words": "/search?q=taiwan+zebra+strait",
    "other forms": "/search?q=ROK&leave_out=republic+of+korea",
    "corrections": "/search?q=tawian+strait",
    "nothing": "/search?q=zebra",
    "nothing with conditions": "/search?q=taiwan&is.speaker=Hayashi+Yoshimasa&is.year=2024",
    "query error": "/search?q=%22taiwan",
    "not found": "/documents/nothing",
    "reading": DOCUMENT,
    "reading matches": f"{DOCUMENT}?q=taiwan#p6",
    "article": "/documents/article-2025-01-07-blinken-iwaya.txt?q=alliance",
    "transcripts": "/documents",
    "people": "/people",
    "speaker": "/person?name=Kamikawa+Yoko",
    "values": "/facets/speaker?q=japan",
    "citing": "/cite?id=mofa-2024-01-12-kamikawa.txt/6",
    "citing two": "/cite?id=mofa-2024-01-12-kamikawa.txt/13&to=mofa-2024-01-12-kamikawa.txt/14",
    "help": "/help",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 740}},
    "at 200%": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}


def violations(page: Any) -> list[str]:
    """What axe-core finds: the rule, and where."""
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_no_barriers(open_page: Open, server: str, look: str) -> None:
    page = open_page("/help", errors=True, **LOOKS[look])
    for state, path in STATES.items():
        page.goto(server + path)
        assert violations(page) == [], state
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{state} is {wide} pixels too wide"


def test_no_barriers_while_completing(open_page: Open) -> None:
    page = open_page("/")
    page.focus("#q")
    page.keyboard.type("kami")
    page.wait_for_selector("#offers:not([hidden]) li")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


def test_what_a_screen_reader_is_told(open_page: Open) -> None:
    page = open_page("/search?q=taiwan+strait")
    tree = page.locator("body").aria_snapshot()
    for line in (
        "- search:",
        '- combobox "Search the transcripts"',
        '- heading "3 passages" [level=1]',
        '- heading "Hayashi Yoshimasa, Minister for Foreign Affairs" [level=2]',
        "- blockquote:",
        '- navigation "Order":',
        '- complementary "Filters":',
        '- heading "Speaker" [level=2]',
        '- link "Exclude Kamikawa Yoko"',
        "- status",
        "- contentinfo:",
    ):
        assert line in tree, f"{line}\n{tree}"
    assert re.search(r'- img "Matches by (year|month|day) from .* most', tree), tree


def test_nothing_of_a_hostile_document_runs(open_page: Open, hostile_server: str) -> None:
    page = open_page("/search?q=wicked&limit=100", base=hostile_server, errors=True)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    addresses = [f"/search?q=wicked&limit=100&page={n}" for n in (1, 2)]
    addresses += ["/", "/documents", "/people", "/facets/speaker", "/facets/document", "/facets/place"]
    for address in addresses:
        page.goto(hostile_server + address)
        settled(page)
        assert page.evaluate("window.hacked") is None, address
    page.goto(f"{hostile_server}/search?q=wicked+answer&limit=100")
    read = page.get_by_role("link", name="Read").evaluate_all("links => links.map(link => link.href)")
    cite = page.get_by_role("link", name="Cite").evaluate_all("links => links.map(link => link.href)")
    assert len(read) == len(cite) == 100
    for address in (*read, *cite):
        page.goto(address)
        assert page.evaluate("window.hacked") is None, address
    page.goto(f"{hostile_server}/")
    for typed in ("mini", "outlet:", "place:", "doc:0"):
        page.fill("#q", "")
        page.focus("#q")
        page.keyboard.type(typed)
        page.wait_for_selector("#offers:not([hidden]) li")
        assert page.evaluate("window.hacked") is None
    assert not dialogs


def test_nothing_of_a_hostile_query_runs(open_page: Open, server: str) -> None:
    page = open_page("/help", errors=True)
    for payload in PAYLOADS:
        page.goto(f"{server}/search?q={quote(payload)}")
        assert page.evaluate("window.hacked") is None, payload
    for payload in PAYLOADS[::10]:
        page.goto(f"{server}/search?q=taiwan")
        page.fill("#q", payload.replace("\n", " "))
        page.press("#q", "Enter")
        settled(page)
        assert page.evaluate("window.hacked") is None, payload
