// Chromium with pages that use the browser client, as the gateway serves it.
// Argument of the scripts: one JSON object: chromium, gateway, mailbox, scenario, and what the scenario needs. They
// print what was seen.

import { createServer } from "node:http";
import { chromium } from "playwright-core";

export const given = JSON.parse(process.argv[2]);

const PAGE = "<!doctype html><title>Application</title>";

/** Runs the one scenario that was asked for. */
export async function run(scenarios) {
  // Tests may run as root. Pages that a test makes up come from no address, so that they could not ask this machine.
  const args = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"];
  const browser = await chromium.launch({ executablePath: given.chromium, args });
  try {
    const context = await browser.newContext();
    // A page of the gateway's own origin, which has none with scripts of others.
    await context.route(`${given.gateway}/app*`, (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
    console.log(JSON.stringify(await scenarios[given.scenario](context)));
  } finally {
    await browser.close();
  }
}

/** A tab with a client in `client`, and what happened to it in `events`. */
export async function open(context, options, address = `${given.gateway}/app`) {
  const page = await context.newPage();
  await page.goto(address);
  await start(page, options);
  return page;
}

/** The same after the page was loaded again. */
export async function start(page, options = {}) {
  await page.evaluate(
    async ([gateway, options]) => {
      const { createClient, PoolgateError } = await import(`${gateway}/auth/client.js`);
      window.client = createClient(options);
      window.events = [];
      for (const type of ["signedin", "signedout", "refreshed"]) {
        client.on(type, ({ user, ...event }) => events.push({ ...event, email: user?.email }));
      }
      // What a promise is refused with.
      window.refused = (promise) =>
        promise.then(
          () => null,
          (error) => ({ isOurs: error instanceof PoolgateError, ...error, name: error.name, message: error.message }),
        );
    },
    [given.gateway, options],
  );
}

export const events = (page) => page.evaluate(() => events.splice(0));

/** Waits until something happened in a tab. */
export const heard = (page, type) =>
  page.waitForFunction((type) => events.some((event) => event.type === type), type, { timeout: 10_000 });

export const signIn = (page, email = given.email, password = given.password) =>
  page.evaluate(([email, password]) => client.signIn(email, password), [email, password]);

/** The statuses of so many requests at once. */
export const ask = (page, count, path = "/auth/me") =>
  page.evaluate(
    ([count, path]) =>
      Promise.all(Array.from({ length: count }, async () => (await client.fetch(path)).status)),
    [count, path],
  );

/** How often a path was asked for, by all tabs. */
export function counted(context, path) {
  const found = { count: 0 };
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === path) found.count += 1;
  });
  return found;
}

/** The newest code that was sent to an address. */
export async function code(email) {
  const answer = await fetch(`${given.mailbox}/dev/messages?to=${encodeURIComponent(email)}`);
  return (await answer.json()).messages[0].code;
}

/** The tokens that a page keeps in its storage, changed if there is something to change. */
export const stored = (page, change, storage = "localStorage") =>
  page.evaluate(
    ([change, storage]) => {
      const area = window[storage];
      const key = Object.keys(area).find((key) => key.startsWith("poolgate"));
      if (!key) return null;
      const tokens = { ...JSON.parse(area.getItem(key)), ...change };
      if (change) area.setItem(key, JSON.stringify(tokens));
      return tokens;
    },
    [change, storage],
  );

/** A server of somebody else's, which any page may ask. It keeps what it is told. */
export async function server(answer) {
  const requests = [];
  const listener = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-headers", "authorization");
    response.setHeader("content-type", "text/html");
    if (request.method === "OPTIONS") return response.end();
    requests.push({ path: request.url, authorization: request.headers.authorization ?? null });
    return answer ? answer(request, response) : response.end(PAGE);
  });
  await new Promise((resolve) => listener.listen(given.port ?? 0, "127.0.0.1", resolve));
  listener.unref();
  return { origin: `http://127.0.0.1:${listener.address().port}`, requests };
}
