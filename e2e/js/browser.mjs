// A browser without JavaScript: it keeps cookies, follows redirects, and fills in the one form of a page.

export class Browser {
  #cookies = new Map();

  constructor(application) {
    // Addresses of the application are not gone to: they are what the test wants to see.
    this.application = application;
  }

  async #send(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie && { cookie }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name, ...value] = line.split(";")[0].split("=");
      this.#cookies.set(name, value.join("="));
    }
    return answer;
  }

  // Where an address leads: to the application, or to a page.
  async open(url, init) {
    let answer = await this.#send(url, init);
    for (let hops = 0; hops < 10; hops++) {
      let location = answer.headers.get("location");
      if (!location) {
        const html = await answer.text();
        // A page that leads on by itself.
        location = unescape(/http-equiv="refresh" content="0; url=([^"]*)"/.exec(html)?.[1]);
        if (!location) return { url, status: answer.status, html };
      }
      url = new URL(location, url).href;
      if (url.startsWith(this.application)) return { url };
      answer = await this.#send(url);
    }
    throw new Error(`redirects without end: ${url}`);
  }

  // Fills in the first form of a page that has all of these fields.
  async fill(page, fields) {
    for (const [, head, body] of page.html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
      const values = new URLSearchParams();
      for (const [input] of body.matchAll(/<(?:input|button)[^>]*>/g)) {
        const of = (name) => unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1]);
        if (of("name") && of("type") !== "submit") values.set(of("name"), of("value") ?? "");
      }
      if (!Object.keys(fields).every((name) => values.has(name))) continue;
      for (const [name, value] of Object.entries(fields)) values.set(name, value);
      const action = unescape(/\baction="([^"]*)"/.exec(head)?.[1]) ?? "";
      const target = new URL(action || page.url, page.url).href;
      return this.open(target, {
        method: "POST",
        body: values,
        headers: { origin: new URL(target).origin, referer: page.url },
      });
    }
    throw new Error(`no form with ${Object.keys(fields)} at ${page.url}:\n${page.html}`);
  }
}

function unescape(text) {
  return text?.replaceAll("&#x2f;", "/").replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
