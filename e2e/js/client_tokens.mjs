// The browser client with tokens in the page.

import { ask, counted, events, given, heard, open, run, server, signIn, start, stored } from "./client_world.mjs";

const LOCAL = { mode: "tokens", storage: "localStorage" };

let count = 0;
/** A token that the gateway refuses: another one each time, as all tokens are. */
const garbage = () => ({ access: `x.y.${count++}` });

/** Waits until all tabs read the same tokens. */
async function agreed(tabs) {
  for (;;) {
    const read = await Promise.all(tabs.map((tab) => stored(tab)));
    if (new Set(read.map((tokens) => JSON.stringify(tokens))).size === 1) return;
  }
}

/** What other tabs write into the storage is seen in this one so many milliseconds later, as on a busy machine. */
const slow = (page, lag) =>
  page.evaluate((lag) => {
    const { getItem, setItem, removeItem } = Storage.prototype;
    let [shown, coming, since] = [null, null, 0];
    Storage.prototype.getItem = function (key) {
      const value = getItem.call(this, key);
      if (value !== coming) [coming, since] = [value, performance.now()];
      if (performance.now() >= since + lag) shown = coming;
      return shown;
    };
    Storage.prototype.setItem = function (key, value) {
      setItem.call(this, key, value);
      shown = coming = value;
    };
    Storage.prototype.removeItem = function (key) {
      removeItem.call(this, key);
      shown = coming = null;
    };
  }, lag);

await run({
  // Where the tokens lie, and who still has them after the page was loaded again.
  async storages(context) {
    const seen = {};
    for (const storage of ["memory", "sessionStorage", "localStorage"]) {
      const options = { mode: "tokens", storage };
      const page = await open(context, options);
      const { status, ...answer } = await signIn(page);
      const areas = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
      await page.reload();
      await start(page, options);
      const again = (await page.evaluate(() => client.user()))?.email ?? null;
      const other = await open(context, options);
      const otherTab = (await other.evaluate(() => client.user()))?.email ?? null;
      seen[storage] = { status, answer: Object.keys(answer), areas, again, otherTab };
      await other.evaluate(() => client.signOut());
    }
    seen.cookies = await context.cookies();
    return seen;
  },

  async parallel(context) {
    const page = await open(context, LOCAL);
    await signIn(page);
    const first = await stored(page, garbage());
    const refreshes = counted(context, "/auth/refresh");
    const asked = counted(context, "/auth/me");
    const seen = { refused: await ask(page, 20), refreshes: refreshes.count, asked: asked.count };
    const second = await stored(page);
    seen.kept = second.refresh === first.refresh && second.access !== first.access;
    // Ahead of their end: nobody is refused at all.
    await stored(page, { due: Date.now() - 1 });
    const statuses = [];
    page.on("response", (response) => statuses.push(response.status()));
    seen.ahead = await ask(page, 20);
    seen.aheadRefreshes = refreshes.count;
    seen.aheadRefused = statuses.filter((status) => status === 401).length;
    seen.events = await events(page);
    return seen;
  },

  // Tokens of this tab alone, which have expired when they come.
  async memory(context) {
    await context.route(`${given.gateway}/auth/login`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), expires_in: -1 } });
    });
    const page = await open(context, { mode: "tokens" });
    await signIn(page);
    const refreshes = counted(context, "/auth/refresh");
    const asked = counted(context, "/auth/me");
    return { statuses: await ask(page, 20), refreshes: refreshes.count, asked: asked.count };
  },

  // A session of somebody else in the same browser has nothing to do with it.
  async beside(context) {
    const session = await open(context);
    await signIn(session, given.other);
    const page = await open(context, { mode: "tokens" });
    const before = await page.evaluate(() => client.user());
    await signIn(page);
    const users = [];
    const look = async () => {
      for (const tab of [page, session]) users.push((await tab.evaluate(() => client.user()))?.email ?? null);
    };
    await look();
    await page.evaluate(() => client.signOut());
    await look();
    return { before, users, events: (await events(session)).map(({ type }) => type) };
  },

  // A pool that rotates refresh tokens and has no patience: whoever refreshes with an old one ends the session.
  async rotation(context) {
    const tabs = [await open(context, LOCAL), await open(context, LOCAL)];
    for (const tab of tabs) await slow(tab, given.lag);
    await signIn(tabs[0]);
    await heard(tabs[1], "signedin");
    const refreshes = counted(context, "/auth/refresh");
    const seen = { rounds: [], refreshTokens: new Set() };
    for (let round = 0; round < given.rounds; round++) {
      // The storage of one tab is that of the other a moment later.
      await agreed(tabs);
      seen.refreshTokens.add((await stored(tabs[0], garbage())).refresh);
      const statuses = await Promise.all(tabs.map((tab) => ask(tab, 10)));
      seen.rounds.push([[...new Set(statuses.flat())], refreshes.count]);
    }
    seen.refreshTokens = seen.refreshTokens.size;
    seen.signedOut = (await Promise.all(tabs.map(events))).flat().filter(({ type }) => type === "signedout");
    await tabs[0].evaluate(() => client.signOut());
    await heard(tabs[1], "signedout");
    while (await tabs[1].evaluate(() => client.user())) await tabs[1].waitForTimeout(20);
    seen.after = [await stored(tabs[1]), await ask(tabs[1], 1)];
    return seen;
  },

  // Another user signs in while a request is on its way, whose token has expired.
  async otherUser(context) {
    const [here, there] = [await open(context, LOCAL), await open(context, LOCAL)];
    await signIn(here);
    await stored(here, garbage());
    const sent = [];
    await context.route(`${given.gateway}/api/order`, async (route) => {
      sent.push(route.request().headers().authorization);
      await signIn(there, given.other);
      await route.fulfill({ status: 401, body: "no" });
    });
    const order = await here.evaluate(async () => (await client.fetch("/api/order", { method: "POST" })).status);
    const user = (await here.evaluate(() => client.user())).email;
    return { order, sent, user };
  },

  // What is no refusal leaves the sign-in as it is.
  async faults(context) {
    const page = await open(context, LOCAL);
    await signIn(page);
    const refresh = `${given.gateway}/auth/refresh`;
    const unavailable = { success: false, error: "pool_unavailable", message: "The pool is down.", retry_after: 2 };
    const seen = { faults: [] };
    for (const fault of [
      (route) => route.abort(),
      (route) => route.fulfill({ status: 503, json: unavailable }),
      (route) => route.fulfill({ status: 429, json: { success: false, error: "rate_limited", message: "Later." } }),
      (route) => route.fulfill({ status: 403, contentType: "text/html", body: "a wall" }),
      (route) => route.fulfill({ status: 200, contentType: "text/html", body: "the sign-in page of a hotel" }),
    ]) {
      await stored(page, garbage());
      await context.route(refresh, fault);
      const { code, status, retryAfter } = await page.evaluate(() => refused(client.fetch("/auth/me")));
      seen.faults.push([code, status, retryAfter ?? null, (await stored(page)) !== null]);
      await context.unroute(refresh);
    }
    await stored(page, garbage());
    await context.route(refresh, (route) => route.fulfill({ status: 503, json: unavailable }));
    seen.user = (await page.evaluate(() => refused(client.user()))).code;
    await context.unroute(refresh);
    seen.recovered = await ask(page, 1);
    // A token that still counts is used while no other can be had.
    await stored(page, { due: 0 });
    await context.route(refresh, (route) => route.abort());
    seen.stillCounts = await ask(page, 1);
    await context.unroute(refresh);
    seen.quiet = (await events(page)).map(({ type }) => type);
    await stored(page, { ...garbage(), refresh: "garbage" });
    seen.refusal = await ask(page, 3);
    seen.left = await stored(page);
    seen.events = await events(page);
    seen.nobody = await page.evaluate(() => client.user());
    return seen;
  },

  // Bodies are sent again where they can be.
  async bodies(context) {
    const page = await open(context, LOCAL);
    await signIn(page);
    const seen = {};
    const send = async (name, body) => {
      await stored(page, garbage());
      seen[name] = await page.evaluate(body);
    };
    await send("text", async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ given_name: "Text" });
      const answer = await client.fetch("/profile", { method: "PATCH", headers, body });
      return [answer.status, (await client.user()).given_name];
    });
    await send("request", async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ given_name: "Request" });
      const answer = await client.fetch(new Request("/profile", { method: "PATCH", headers, body }));
      return [answer.status, (await client.user()).given_name];
    });
    const sent = [];
    await context.route(`${given.gateway}/upload`, (route) => {
      sent.push(route.request().postDataBuffer()?.toString() ?? "");
      const first = sent.length === 1;
      return route.fulfill({ status: first ? 401 : 200, body: first ? "no" : "yes" });
    });
    await send("form", async () => {
      const body = new FormData();
      body.append("file", new Blob(["content of the file"]), "file.txt");
      const answer = await client.fetch("/upload", { method: "POST", body });
      return [answer.status, await answer.text()];
    });
    seen.sent = sent.splice(0).map((text) => text.includes("content of the file"));
    await send("stream", async () => {
      const body = new Blob(["a stream"]).stream();
      const answer = await client.fetch("/upload", { method: "POST", body, duplex: "half" });
      return [answer.status, await answer.text()];
    });
    seen.attempts = sent.length;
    seen.refreshed = (await stored(page)).access.length > 100;
    return seen;
  },

  // The token is for the gateway and the listed origins.
  async foreign(context) {
    const foreign = await server();
    const listed = await server((request, response) => {
      if (request.url === "/away") response.writeHead(302, { location: `${foreign.origin}/after-away` });
      response.end("hello");
    });
    const page = await open(context, { ...LOCAL, origins: [`${listed.origin}/with/a/path`] });
    await signIn(page);
    const { access } = await stored(page);
    const own = { headers: { authorization: "Bearer of-the-application" } };
    const urls = [
      [`${foreign.origin}/foreign`],
      [`${foreign.origin}/?${given.gateway}`],
      [`${foreign.origin}/own`, own],
      [`${listed.origin}/listed`],
      [`${listed.origin}/away`],
      [`${listed.origin}/own`, own],
    ];
    const statuses = [];
    for (const [url, init] of urls) {
      statuses.push(await page.evaluate(async ([url, init]) => (await client.fetch(url, init)).status, [url, init]));
    }
    const name = ({ path, authorization }) => [
      path.replace(given.gateway, "the gateway"),
      authorization === `Bearer ${access}` ? "THE TOKEN" : authorization,
    ];
    return { statuses, foreign: foreign.requests.map(name), listed: listed.requests.map(name) };
  },

  // Another sign-in of the same user ends too.
  async everywhere(context) {
    const one = await open(context, { mode: "tokens" });
    const two = await open(context, { mode: "tokens", storage: "sessionStorage" });
    await signIn(one);
    await signIn(two);
    await two.evaluate(() => client.signOut());
    const seen = { alone: await ask(one, 1), other: await events(one) };
    await signIn(two);
    await one.evaluate(() => client.signOut({ everywhere: true }));
    await stored(two, garbage(), "sessionStorage");
    seen.statuses = await ask(two, 1);
    seen.two = (await events(two)).map(({ type }) => type);
    seen.one = (await events(one)).map(({ type }) => type);
    return seen;
  },

  // Signed out while a refresh is on the way: what comes of it is ended too.
  async orphan(context) {
    const page = await open(context, LOCAL);
    await signIn(page);
    await stored(page, garbage());
    const logouts = counted(context, "/auth/logout");
    let came;
    await context.route(`${given.gateway}/auth/refresh`, async (route) => {
      const response = await route.fetch();
      came = (await response.json()).refresh_token;
      await page.evaluate(() => client.signOut());
      await route.fulfill({ response });
    });
    const seen = { statuses: await ask(page, 3) };
    for (let looks = 0; logouts.count < 2 && looks < 100; looks++) await page.waitForTimeout(50);
    const body = JSON.stringify({ refresh_token: came });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${given.gateway}/auth/refresh`, { method: "POST", headers, body });
    return { ...seen, logouts: logouts.count, orphan: answer.status, left: await stored(page) };
  },
});
