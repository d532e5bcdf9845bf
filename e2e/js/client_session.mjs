// The browser client with a cookie in the place of tokens.

import { ask, code, counted, events, given, heard, open, run, server, signIn, start } from "./client_world.mjs";

const { email, password } = given;

/** What a script of the page can get at. */
const reachable = (page) =>
  page.evaluate(() => ({
    cookies: document.cookie,
    stored: localStorage.length + sessionStorage.length,
    client: JSON.stringify(client),
  }));

/** The session of the browser ends, and no tab is told. */
async function endBehindItsBack(context) {
  const [{ name, value }] = await context.cookies();
  const headers = { origin: given.gateway, cookie: `${name}=${value}` };
  await fetch(`${given.gateway}/auth/logout`, { method: "POST", headers });
}

await run({
  async life(context) {
    const answers = [];
    context.on("response", (response) => {
      // All others are read by nobody, and have no end then.
      if (response.request().method() === "POST") answers.push(response.text());
    });
    const page = await open(context);
    const call = (method, ...values) =>
      page.evaluate(([method, values]) => client[method](...values), [method, values]);
    const refused = (method, ...values) =>
      page.evaluate(([method, values]) => refused(client[method](...values)), [method, values]);

    const seen = { nobody: await call("user"), atFirst: await events(page) };
    seen.weak = await refused("signUp", email, "weak");
    seen.signedUp = await call("signUp", email, password, { first_name: "Ada", last_name: "Lovelace" });
    seen.taken = await refused("signUp", email, password);
    seen.early = await refused("signIn", email, password);
    await call("resendCode", email);
    seen.wrongCode = await refused("confirm", email, "000000");
    await call("confirm", email, await code(email));
    seen.wrong = await refused("signIn", email, `${password}x`);
    seen.signedIn = await call("signIn", email, password);
    seen.user = await call("user");
    seen.statuses = await ask(page, 5);
    seen.reachable = await reachable(page);
    const texts = await Promise.all(answers);
    seen.tokens = [texts.length, texts.filter((text) => text.includes("eyJ")).length];

    await page.reload();
    await start(page);
    seen.afterReload = (await call("user")).email;
    seen.wrongPassword = await refused("changePassword", `${password}x`, `${password}-2`);
    await call("changePassword", password, `${password}-2`);
    seen.afterChange = (await call("user")).email;

    await call("signOut");
    seen.after = await call("user");
    seen.cookies = await context.cookies();
    seen.events = await events(page);
    seen.late = await ask(page, 1);
    // Once more does no harm.
    await call("signOut");

    await call("forgotPassword", email);
    await call("resetPassword", email, await code(email), password);
    const { status } = await call("signIn", email, password, { remember: true });
    const [cookie] = await context.cookies();
    seen.remembered = [status, cookie.expires > Date.now() / 1000 + 7 * 86_400];
    await call("changePassword", password, `${password}-3`, { everywhere: true });
    seen.everywhere = [(await events(page)).map(({ type }) => type), await call("user")];
    return seen;
  },

  async tabs(context) {
    const [here, there] = [await open(context), await open(context)];
    await there.evaluate(() => {
      window.late = [];
      client.on("signedout", (event) => late.push(event))();
    });
    await signIn(here);
    await heard(there, "signedin");
    const user = (await there.evaluate(() => client.user())).email;
    await here.evaluate(() => client.signOut());
    await heard(there, "signedout");
    return {
      user,
      here: await events(here),
      there: await events(there),
      statuses: await ask(there, 1),
      unsubscribed: await there.evaluate(() => late),
    };
  },

  // A 401 means that the session is over only where the gateway says so.
  async ended(context) {
    const page = await open(context);
    await signIn(page);
    await events(page);
    await context.route(`${given.gateway}/api/*`, (route) => route.fulfill({ status: 401, body: "not for you" }));
    const seen = { api: await ask(page, 3, "/api/customers"), afterApi: await events(page) };
    const asked = counted(context, "/auth/me");
    await endBehindItsBack(context);
    seen.statuses = await ask(page, 5, "/me");
    seen.events = await events(page);
    seen.again = await ask(page, 5, "/me");
    seen.asked = asked.count;
    seen.silent = await events(page);
    await signIn(page);
    await endBehindItsBack(context);
    seen.user = [await page.evaluate(() => client.user()), await page.evaluate(() => client.user())];
    seen.told = (await events(page)).map(({ type }) => type);
    return seen;
  },

  async offline(context) {
    const page = await open(context);
    await signIn(page);
    await events(page);
    await context.setOffline(true);
    const seen = {
      user: await page.evaluate(() => refused(client.user())),
      signOut: await page.evaluate(() => refused(client.signOut())),
      events: await events(page),
    };
    await context.setOffline(false);
    seen.back = (await page.evaluate(() => client.user())).email;
    return seen;
  },

  // A page of another origin of the same site, which the gateway's settings list.
  async otherOrigin(context) {
    const { origin } = await server();
    const page = await open(context, { baseUrl: given.gateway }, origin);
    const seen = { signedIn: (await signIn(page)).status };
    seen.user = (await page.evaluate(() => client.user())).email;
    seen.statuses = await ask(page, 2, `${given.gateway}/auth/me`);
    seen.plain = await page.evaluate(async (url) => (await fetch(url)).status, `${given.gateway}/auth/me`);
    await page.evaluate(() => client.signOut());
    seen.after = await page.evaluate(() => client.user());
    return seen;
  },

  // The page of the documentation.
  async example(context) {
    const complaints = [];
    await context.route(`${given.gateway}/app`, (route) =>
      route.fulfill({ contentType: "text/html", body: given.html }),
    );
    await context.route(`${given.gateway}/api/customers`, (route) => route.fulfill({ body: "all customers" }));
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${given.gateway}/app`);
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password").fill(`${password}x`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
    const refused = await page.getByRole("alert").innerText();
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("NEW_PASSWORD_REQUIRED").fill(given.newPassword);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    const shown = await page.locator("main").innerText();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    return { complaints, refused, shown, cookies: await context.cookies() };
  },

  async provider(context) {
    const page = await open(context, {}, `${given.gateway}/app?page=2`);
    const asked = [];
    await context.route(`${given.gateway}/auth/*/start?*`, (route) => {
      asked.push(route.request().url().replace(given.gateway, ""));
      return route.fulfill({ contentType: "text/html", body: "on the way" });
    });
    await page.evaluate(() => client.signInWith("google"));
    await page.waitForURL("**/start?*");
    await page.goto(`${given.gateway}/app`);
    await start(page);
    await page.evaluate(() => client.signInWith("My Provider", { returnTo: "/home?a=b&c" }));
    await page.waitForURL("**/start?*");
    await page.goto(`${given.gateway}/app`);
    await start(page, { mode: "tokens" });
    const tokens = await page.evaluate(() => refused(Promise.resolve().then(() => client.signInWith("google"))));
    return { asked, tokens: tokens.name };
  },

  // To Google as the development identity provider plays it, and back; then out of everything.
  async google(context) {
    const page = await open(context);
    await page.evaluate(() => client.signInWith("google", { returnTo: "/app?from=google" }));
    const provider = page.getByRole("button", { name: "Ada Lovelace" });
    await provider.click();
    await page.waitForURL(`${given.gateway}/app?from=google`);
    await start(page);
    const user = await page.evaluate(() => client.user());
    const onward = await page.evaluate(() => client.signOut());
    const after = await page.evaluate(() => client.user());
    await page.goto(onward);
    const landed = page.url().replace(given.gateway, "");
    await page.goto(`${given.gateway}/app`);
    await start(page);
    await page.evaluate(() => client.signInWith("google"));
    await provider.waitFor();
    return { email: user.email, onward: new URL(onward).pathname.split("/").pop(), after, landed };
  },
});
