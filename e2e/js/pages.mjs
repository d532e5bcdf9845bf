// Chromium at the managed login, and an application of the test's own that sends people there.
// Argument: one JSON object: chromium, base (the pool's address), clientId, port (the application's), mailbox, email,
// steps (which of them to take), scripts (whether they run), pictures (a folder, or nothing). Prints what was seen.

import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { addAuthenticator, listen, look as lookAt, newest as newestTo, take, totp } from "./visitor.mjs";

const given = JSON.parse(process.argv[2]);
const PASSWORD = "Correct-horse-1";
const OTHER = "Battery-staple-2";
const seen = { arrivals: [], faults: [], pages: [], complaints: [] };

// The application: its callback redirects on to another origin, as many do.
const verifier = randomBytes(32).toString("base64url");
const callback = `http://localhost:${given.port}/callback`;
const application = createServer(async (request, answer) => {
  const url = new URL(request.url, callback);
  if (url.pathname !== "/callback") {
    answer.setHeader("content-type", "text/html").end("<!doctype html><title>Application</title><h1>Hello</h1>");
    return;
  }
  const body = new URLSearchParams({
    grant_type: "authorization_code", client_id: given.clientId, redirect_uri: callback,
    code: url.searchParams.get("code") ?? "", code_verifier: verifier,
  });
  const tokens = await (await fetch(`${given.base}/oauth2/token`, { method: "POST", body })).json();
  const claims = tokens.id_token && JSON.parse(Buffer.from(tokens.id_token.split(".")[1], "base64url"));
  seen.arrivals.push({ state: url.searchParams.get("state"), email: claims?.email, error: tokens.error });
  answer.writeHead(302, { location: `http://127.0.0.1:${given.port}/home` }).end();
});
await new Promise((resolve) => application.listen(given.port, "127.0.0.1", resolve));

const query = new URLSearchParams({
  response_type: "code", client_id: given.clientId, redirect_uri: callback, state: "from the test", scope: "openid email",
  code_challenge_method: "S256", code_challenge: createHash("sha256").update(verifier).digest("base64url"),
});
const start = `${given.base}/oauth2/authorize?${query}`;

const newest = (member) => newestTo(given.mailbox, given.email, member);

const browser = await chromium.launch({ executablePath: given.chromium, args: ["--no-sandbox"] });
const context = await browser.newContext({ javaScriptEnabled: given.scripts, locale: "en-GB" });
const page = await context.newPage();
listen(page, seen);

const look = (name) => lookAt(page, name, given, seen);
const send = (name) => page.getByRole("button", { name, exact: true }).click();
const heading = (name) => page.getByRole("heading", { name }).waitFor();
const arrived = () => page.waitForURL(`http://127.0.0.1:${given.port}/home`);

async function signIn(password) {
  await page.goto(start);
  await page.getByLabel("Email address").fill(given.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await send("Sign in");
}

async function signOut() {
  const query = new URLSearchParams({ client_id: given.clientId, logout_uri: `http://127.0.0.1:${given.port}/home` });
  await page.goto(`${given.base}/logout?${query}`);
  await arrived();
}

const steps = {
  async signUp() {
    await page.goto(start);
    await look("sign-in");
    await page.getByRole("link", { name: "Create an account" }).click();
    await heading("Create an account");
    await look("sign-up");
    await page.getByLabel("Email address").fill(given.email);
    await page.getByLabel("Name").fill("Ada Lovelace");
    await page.getByLabel("Password", { exact: true }).fill("tooshort");
    await send("Create account");
    await page.getByRole("alert").waitFor();
    await look("sign-up-refused");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await send("Create account");
    await heading("Confirm your account");
    await look("confirm");
    await send("Send a new code");
    await page.getByRole("status").waitFor();
    await page.getByLabel("Confirmation code").fill(await newest("code"));
    await send("Confirm account");
    await arrived();
  },
  async signIn() {
    await signOut();
    await signIn("wrong");
    await page.getByRole("alert").waitFor();
    await look("sign-in-refused");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await send("Sign in");
    await arrived();
    // Signed in: no page is shown again.
    await page.goto(start);
    await arrived();
  },
  async reset() {
    await signOut();
    await page.goto(start);
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await heading("Forgot your password?");
    await look("forgot");
    await page.getByLabel("Email address").fill(given.email);
    await send("Send code");
    await heading("Choose a new password");
    await look("reset");
    await page.getByLabel("Code", { exact: true }).fill(await newest("code"));
    await page.getByLabel("New password", { exact: true }).fill(OTHER);
    await send("Set new password");
    await page.getByRole("status").waitFor();
    await look("sign-in-after-reset");
    await signIn(OTHER);
    await arrived();
  },
  async choice() {
    await signOut();
    await page.goto(start);
    await page.getByLabel("Email address").fill(given.email);
    await send("Text me a code");
    await heading("Choose how to sign in");
    await look("choice");
    await send("Code by email");
    await heading("Enter your code");
    await look("code");
    await page.getByLabel("Code", { exact: true }).fill("00000000");
    await send("Continue");
    await page.getByRole("alert").waitFor();
    await page.reload();
    await page.getByLabel("Code", { exact: true }).fill(await newest("code"));
    await send("Continue");
    await arrived();
  },
  async setUp() {
    await signIn(PASSWORD);
    await heading("Set up a second step");
    await look("set-up");
    const drawn = await page.locator("img.qr").evaluate((image) => image.complete && image.naturalWidth > 0);
    if (!drawn) seen.faults.push("the QR code is not drawn");
    const key = (await page.locator("code.key").textContent()).replaceAll(" ", "");
    await page.getByLabel("Code from the app").fill(totp(key));
    await send("Continue");
    await arrived();
    await signOut();
    await signIn(PASSWORD);
    await heading("Enter your code");
    await look("app-code");
    await page.getByLabel("Code", { exact: true }).fill(totp(key, 1));
    await send("Continue");
    await arrived();
  },
  async passkey() {
    await addAuthenticator(context, page);
    await page.goto(`${given.base}/passkeys/add?client_id=${given.clientId}&redirect_uri=${encodeURIComponent(callback)}`);
    await look("passkey-add");
    await send("Create a passkey");
    await heading("Your passkey is ready");
    await look("passkey-added");
    await signOut();
    await page.goto(start);
    await page.getByLabel("Email address").fill(given.email);
    await send("Use a passkey");
    await heading("Sign in with your passkey");
    await look("passkey");
    await send("Use my passkey");
    await arrived();
  },
  async passkeyWithoutScripts() {
    await signOut();
    await page.goto(start);
    await page.getByLabel("Email address").fill(given.email);
    await send("Use a passkey");
    await page.getByText(/turned off in this browser|Choose how to sign in/).first().waitFor();
  },
  async errors() {
    await page.goto(`${given.base}/login?client_id=${given.clientId}&response_type=code&redirect_uri=http://evil.example.com`);
    await look("error");
    await page.goto(`${given.base}/challenge?${query}`);
    await look("expired");
    await page.goto(`${given.base}/confirmUser?client_id=${given.clientId}&user_name=ada&confirmation_code=123456`);
    await look("confirm-user");
    await page.goto(`${given.base}/confirm?${query}`);
    await look("confirm-anywhere");
  },
  async languages() {
    await context.clearCookies();
    for (const lang of ["de", "fr", "es", "ja"]) {
      for (const path of ["login", "signup", "confirm", "forgotPassword", "confirmforgotPassword"]) {
        await page.goto(`${given.base}/${path}?${query}&lang=${lang}`);
        await look(`${path}-${lang}`);
        const said = await page.locator("html").getAttribute("lang");
        if (said !== lang) seen.faults.push(`${path}: ${said} and not ${lang}`);
      }
    }
  },
  async look() {
    await context.clearCookies();
    await page.goto(start);
    await look("own-look");
    const colour = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).backgroundColor);
    const logo = await page.locator("img.logo").evaluate((image) => [image.width, image.height]);
    seen.look = { button: await colour("button[type=submit]"), page: await colour("html"), logo };
  },
  async byKeyboard() {
    await signOut();
    await page.goto(start);
    // The name gets the focus by itself, a moment after the page is there; the rest is within reach of the tabulator.
    await page.locator("#username:focus").waitFor();
    await page.keyboard.type(given.email);
    for (let presses = 0; presses < 5; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.locator("#password:focus").count()) break;
    }
    await page.keyboard.type(given.password ?? PASSWORD);
    await page.keyboard.press("Enter");
    await arrived();
  },
};

try {
  await take(steps, given.steps, () => page, seen);
} finally {
  await browser.close();
  application.close();
}
