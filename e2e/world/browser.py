"""A browser without JavaScript: it keeps cookies, follows redirects, and fills in the one form of a page."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests


class Forms(HTMLParser):
    """The forms of a page: where each goes, and its fields with their values."""

    def __init__(self, html: str):
        super().__init__()
        self.forms, self.onward = [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta" and attributes.get("http-equiv") == "refresh":
            self.onward = attributes["content"].partition("url=")[2]
        elif tag == "form":
            self.forms.append((attributes.get("action") or "", {}))
        elif tag in ("input", "button") and self.forms and attributes.get("name"):
            if attributes.get("type") != "submit":
                self.forms[-1][1][attributes["name"]] = attributes.get("value") or ""


class Page:
    """Where a browser is: at the application, whose pages are none, or at a page of the pool's."""

    def __init__(self, url: str, status: int = 0, html: str = ""):
        self.url, self.status, self.html = url, status, html


class Browser:
    """Addresses that begin as the application's are not gone to: they are what the test wants to see."""

    def __init__(self, application: str):
        self.application = application
        self.session = requests.Session()
        self.session.headers["accept"] = "text/html"

    def open(self, url: str, method="GET", **options) -> Page:
        for _ in range(10):
            answer = self.session.request(method, url, allow_redirects=False, timeout=30, **options)
            # A redirect, or a page that leads on by itself.
            onward = answer.headers.get("location") or Forms(answer.text).onward
            if not onward:
                return Page(url, answer.status_code, answer.text)
            url, method, options = urljoin(url, onward), "GET", {}
            if url.startswith(self.application):
                return Page(url)
        raise AssertionError(f"redirects without end: {url}")

    def fill(self, page: Page, **fields) -> Page:
        """Fills in the first form that has all of these fields."""
        for action, values in Forms(page.html).forms:
            if fields.keys() <= values.keys():
                target = urljoin(page.url, action) if action else page.url
                origin = "{0.scheme}://{0.netloc}".format(urlsplit(target))
                headers = {"origin": origin, "referer": page.url}
                return self.open(target, "POST", data={**values, **fields}, headers=headers)
        raise AssertionError(f"no form with {fields.keys()} at {page.url}:\n{page.html}")
