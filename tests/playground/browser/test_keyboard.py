"""The page without a mouse: everything can be reached by Tab, and one always sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.playground.browser.tab import PICK, QUESTION, Tab

STEPS = 80
TITLE = "Split the chat in two"

# What has the focus, by its name and where it is, and whether one sees that: it lies on top, within the window, and it
# or what it stands in has an outline or a shadow around it.
FOCUSED = """() => {
    const at = document.activeElement;
    const named = at.labels?.[0] ?? at.closest("label");
    const box = at.getClientRects()[0];  // of a link that is broken over lines, the first
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.y + Math.min(box.height / 2, 20), 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const rings = [at, at.parentElement ?? at].map((one) => getComputedStyle(one));
    return {
        name: (at.ariaLabel || named?.innerText || at.innerText || "").trim(),
        lost: at === document.body,
        seen: at.contains(top) || (named?.contains(top) ?? false),
        ringed: rings.some((one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 1)
            || one.boxShadow.includes("0px 0px 0px")),
    };
}"""


class Keyboard:
    """Keys, and nothing else; each step checks that the focus is somewhere and can be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str) -> str:
        """Press a key; the name of what has the focus then."""
        self._page.keyboard.press(key)
        return self.focus()

    def focus(self) -> str:
        """The name of what has the focus."""
        found = self._page.evaluate(FOCUSED)
        assert not found["lost"], "nothing has the focus"
        assert found["seen"], f"{found['name']} has the focus, and is hidden"
        assert found["ringed"], f"{found['name']} has the focus, and does not show it"
        return str(found["name"])

    def reach(self, name: str, key: str = "Tab") -> None:
        """Go to what bears the name."""
        passed = [self.focus() if self._has_begun() else ""]
        while not passed[-1].startswith(name):
            assert len(passed) < STEPS, f"{name} was not reached by {key}: {passed}"
            passed.append(self.press(key))

    def write(self, text: str) -> None:
        """Type."""
        self._page.keyboard.type(text)

    def _has_begun(self) -> bool:
        return bool(self._page.evaluate("document.activeElement !== document.body"))


@pytest.fixture
def keyboard(tab: Tab) -> Keyboard:
    """The keyboard of the tab."""
    return Keyboard(tab.page)


def test_the_whole_path_goes_without_a_mouse(tab: Tab, keyboard: Keyboard) -> None:
    """Ask, log a decision after an error in its form, let a week pass, and read the digest."""
    keyboard.reach("Message #backend")
    keyboard.write(f"/stack {QUESTION}")
    keyboard.press("Enter")
    expect(tab.message(PICK)).to_be_visible()

    keyboard.reach("Log decision", "Shift+Tab")
    tab.page.keyboard.press("Enter")
    form = tab.dialog("Log a decision")
    expect(form.get_by_label("What was decided?")).to_be_focused()
    keyboard.press("Enter")
    expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    assert keyboard.focus() == "What was decided?"
    keyboard.write(TITLE)
    keyboard.reach("Log it")
    tab.page.keyboard.press("Enter")
    expect(form).to_be_hidden()
    assert keyboard.focus() == "Log decision"

    keyboard.reach("+1 week", "Shift+Tab")
    tab.page.keyboard.press("Enter")
    expect(tab.message("Your week from")).to_be_visible()
    expect(tab.sidebar.get_by_text("7 days ahead of this machine")).to_be_visible()
    assert keyboard.focus() == "+1 week"
    keyboard.reach("1 reply")
    keyboard.press("Enter")

    expect(tab.reply(TITLE)).to_be_visible()
    keyboard.reach("Reply…")
    keyboard.reach("Close thread", "Shift+Tab")
    keyboard.press("Enter")
    expect(tab.thread).to_be_hidden()
    keyboard.focus()


def test_a_dialog_keeps_the_focus_and_escape_closes_it(tab: Tab, keyboard: Keyboard) -> None:
    """It goes back to where it came from."""
    tab.ask()
    keyboard.reach("Not helpful", "Shift+Tab")

    tab.page.keyboard.press("Enter")
    dialog = tab.dialog("What was wrong?")
    expect(dialog).to_be_visible()
    keyboard.reach("Send")
    keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert keyboard.focus() == "Not helpful"


def test_a_menu_is_used_by_arrow_keys(tab: Tab, keyboard: Keyboard) -> None:
    """A message's menu opens, moves, and closes; what it starts opens in front."""
    tab.say("Node or Python?")
    expect(tab.message("Node or Python?")).to_be_visible()
    keyboard.reach("More actions", "Shift+Tab")

    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("menuitem", name="Ask about this")).to_be_focused()
    assert keyboard.press("ArrowDown") == "Log decision"
    assert keyboard.press("Escape") == "More actions"
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("menuitem", name="Ask about this")).to_be_focused()
    keyboard.press("End")
    tab.page.keyboard.press("Enter")

    expect(tab.dialog("Log a decision").get_by_label("What was decided?")).to_be_focused()
