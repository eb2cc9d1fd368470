"""One report open in the browser, and all it did that a report must not do."""

import numpy as np

NARROW, WIDE, HIGH = 400, 1280, 900
INK = 0.92
"""Lightness below which a pixel is drawn on."""


class Visit:
    """A page and what it said, asked for and opened since."""

    def __init__(self, browser, path):
        self.page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
        self.address = path.as_uri()
        self.output, self.errors, self.requests, self.dialogs = [], [], [], []
        self.page.on("console", lambda message: self.output.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._dialog)
        self.page.goto(self.address)

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def resized(self, width):
        self.page.set_viewport_size({"width": width, "height": HIGH})

    def assert_silent(self):
        assert not self.output and not self.errors and not self.dialogs
        assert {url.partition("#")[0] for url in self.requests} == {self.address}

    def assert_fits(self):
        """Nothing is wider than the window, save inside parts that scroll by themselves."""
        root = "document.documentElement"
        wide, room = self.page.evaluate(f"[{root}.scrollWidth, {root}.clientWidth]")
        assert wide <= room
        assert self.page.evaluate(TOO_WIDE) == []


TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth + 1;
  const scrolls = (e) => e && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)
    || scrolls(e.parentElement));
  return [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > room || (box.left < 0 && !e.matches('.skip')))
      && !scrolls(e.parentElement) && !e.closest('svg svg, .defs');
  }).map((e) => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 40));
}"""


def ink(pixels):
    """Return the share of an image that is drawn on."""
    grey = np.asarray(pixels)[..., :3].mean(axis=-1) / 255
    return float((grey < INK).mean())
