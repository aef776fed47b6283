"""A tab of the browser that is open on the playground, used as people use it: by what they see and how it is called."""

import re

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

QUESTION = "Node or Python for a chat app with an LLM?"
PICK = "Both (microservices split)"
PATIENCE_MS = 10_000

expect.set_options(timeout=PATIENCE_MS)


class Tab:
    """One tab. `amiss` is what went wrong in it: errors, warnings, requests that failed or went elsewhere."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.amiss: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failed)

    def open(self) -> None:
        """Open the page, and wait until it shows the workspace."""
        self.page.goto(self.url)
        expect(self.composer).to_be_visible()

    # What is on the page

    @property
    def composer(self) -> Locator:
        """Where one writes to the channel."""
        return self.page.get_by_role("textbox", name=re.compile("^Message "))

    @property
    def messages(self) -> Locator:
        """What stands in the channel."""
        return self.page.get_by_role("main").locator("article")

    @property
    def thread(self) -> Locator:
        """The thread beside it."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def inspector(self) -> Locator:
        """The payloads both ways."""
        return self.page.get_by_role("region", name="Inspector")

    @property
    def sidebar(self) -> Locator:
        """Channels, the clock, the knowledge."""
        return self.page.get_by_role("navigation", name="Workspace")

    @property
    def suggestions(self) -> Locator:
        """What completes what one types."""
        return self.page.get_by_role("listbox", name="Suggestions").get_by_role("option")

    def message(self, words: str) -> Locator:
        """The newest message in the channel that says something."""
        return self.messages.filter(has_text=words).last

    def record(self, name: str) -> Locator:
        """The card of a decision, by its number or title."""
        return self.messages.filter(has=self.page.get_by_role("heading", name=name)).last

    def reply(self, words: str) -> Locator:
        """The newest one in the thread."""
        return self.thread.locator("article").filter(has_text=words).last

    def dialog(self, title: str) -> Locator:
        """The modal of that title."""
        return self.page.get_by_role("dialog", name=title)

    # What people do

    def say(self, text: str) -> None:
        """Write something in the channel, and send it."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def ask(self, question: str = QUESTION, pick: str = PICK) -> Locator:
        """Ask by command; the card, once it is drawn."""
        self.say(f"/stack {question}")
        card = self.message(pick)
        expect(card.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
        return card

    def open_thread(self, message: Locator) -> Locator:
        """Open the thread of a message; where one replies in it."""
        message.hover()
        message.get_by_role("button", name="Reply in thread").click()
        return self.thread.get_by_role("textbox", name="Reply…")

    def use_shortcut(self, message: Locator, name: str) -> None:
        """Use a shortcut from a message's menu."""
        message.hover()
        message.get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=name).click()

    def act_as(self, name: str) -> None:
        """Be somebody else."""
        self.page.get_by_label("Act as").select_option(label=name)

    def enter(self, channel: str) -> None:
        """Go to a channel, or to the bot's direct messages by its name."""
        self.sidebar.get_by_role("listitem").get_by_role("button").filter(has_text=channel).click()

    def let_pass(self, span: str) -> None:
        """Let "+1 day" or "+1 week" pass."""
        button = self.page.get_by_role("button", name=span)
        button.click()
        expect(button).to_be_disabled()
        expect(button).to_be_enabled()

    def log_decision(self, title: str) -> Locator:
        """Log a decision from a new answer; its card, in the bot's direct messages."""
        self.ask().get_by_role("button", name="Log decision").click()
        form = self.dialog("Log a decision")
        form.get_by_label("What was decided?").fill(title)
        form.get_by_role("button", name="Log it").click()
        expect(form).to_be_hidden()
        self.enter("stackbot")
        expect(self.record(title)).to_be_visible()
        return self.record(title)

    # What goes wrong

    def forgive(self, *causes: str) -> None:
        """Forget what went wrong as the test meant it to; a test that forgives nothing is mistaken."""
        left = [one for one in self.amiss if not any(cause in one for cause in causes)]
        assert left != self.amiss, self.amiss
        self.amiss[:] = left

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.amiss.append(f"{message.type}: {message.text}")

    def _on_error(self, error: Error) -> None:
        self.amiss.append(f"exception: {error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.amiss.append(f"asked elsewhere: {request.url}")

    def _on_failed(self, request: Request) -> None:
        left = request.failure == "net::ERR_ABORTED"  # a page that is left, or that has heard enough
        if not (left and "/api/changes" in request.url):
            self.amiss.append(f"failed: {request.url} {request.failure}")
