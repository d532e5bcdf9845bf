// Chromium at the gateway's own pages. Argument: one JSON object: chromium, base (the gateway), email, steps (which of
// them to take), scripts (whether they run), profile (a folder: the browser is closed and opened again), pictures (a
// folder, or nothing). Prints what was seen.

import { chromium } from "playwright-core";
import { addAuthenticator, listen, look as lookAt, newest, take, totp } from "./visitor.mjs";

const given = JSON.parse(process.argv[2]);
const PASSWORD = "Correct-horse-1";
const OTHER = "Battery-staple-2";
const seen = { faults: [], pages: [], complaints: [] };
const launch = { executablePath: given.chromium, args: ["--no-sandbox"] };
const settings = { javaScriptEnabled: given.scripts, locale: "en-GB", viewport: { width: 390, height: 844 } };

let browser, context, page;

async function open() {
  if (given.profile) {
    context = await chromium.launchPersistentContext(given.profile, { ...launch, ...settings });
  } else {
    browser = await chromium.launch(launch);
    context = await browser.newContext(settings);
  }
  page = await context.newPage();
  listen(page, seen);
}

async function close() {
  await context?.close();
  await browser?.close();
}

const look = (name) => lookAt(page, name, given, seen);
const at = (path) => `${given.base}${path}`;
const go = (path) => page.goto(at(path));
const send = (name) => page.getByRole("button", { name, exact: true }).click();
const follow = (name) => page.getByRole("link", { name, exact: true }).click();
const heading = (name) => page.getByRole("heading", { name, exact: true }).waitFor();
const says = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
const refused = (text) => page.getByRole("alert").filter({ hasText: text }).first().waitFor();
const field = (label) => page.getByLabel(label, { exact: true });
const code = () => newest(given.base, given.email, "code");

async function signIn(password, { remember = false } = {}) {
  await field("Email address").fill(given.email);
  await field("Password").fill(password);
  if (remember) await page.getByLabel("Keep me signed in on this device").check();
  await send("Sign in");
}

async function signOut() {
  await go("/logout");
  await send("Sign out");
  await says("You are signed out.");
}

const steps = {
  async register() {
    await go("/protected");
    await heading("Sign in");
    await look("sign-in");
    await follow("Create an account");
    await heading("Create an account");
    await look("register");
    await field("Email address").fill(given.email);
    await field("Password").fill("tooshort");
    await send("Create account");
    await refused("The password does not meet the rules.");
    await look("register-refused");
    await field("Password").fill(PASSWORD);
    await send("Create account");
    await heading("Confirm your account");
    await look("confirm");
    await send("Send a new code");
    await says("A new message is on its way.");
    await page.reload();
    await field("Confirmation code").fill("000000");
    await send("Confirm account");
    await refused("That code is wrong or has expired.");
    await field("Confirmation code").fill(await code());
    await send("Confirm account");
    await says("Your account is confirmed.");
    await look("sign-in-confirmed");
    await signIn("wrong");
    await refused("The user name or password is wrong.");
    await look("sign-in-refused");
    await field("Password").fill(PASSWORD);
    await send("Sign in");
    await heading("Protected page");
    await look("protected");
  },
  async signIn() {
    await go("/login");
    await signIn(given.password ?? PASSWORD);
    await heading("Your account");
  },
  async account() {
    await go("/account");
    await heading("Your account");
    await look("account");
    await field("Name").fill("Ada Lovelace");
    await send("Save changes");
    await says("Your changes are saved.");
    if ((await field("Name").inputValue()) !== "Ada Lovelace") seen.faults.push("the name is not there");
    await page.reload();
    await field("Telephone number").fill("12");
    await send("Save changes");
    await refused("Enter a telephone number");
    await look("account-refused");
    const moved = `moved-${given.email}`;
    await go("/account");
    await page.locator("form[action='/account'] input[name=email]").fill(moved);
    await send("Save changes");
    await heading("Verify your address");
    await look("verify");
    await field("Code").fill(await newest(given.base, moved, "code"));
    await send("Verify");
    await says("Your address is verified.");
    given.email = moved;
  },
  async password() {
    await go("/account");
    await follow("Change your password");
    await look("change-password");
    await field("Current password").fill("wrong");
    await field("New password").fill(OTHER);
    await send("Change password");
    await refused("The current password is wrong.");
    await field("Current password").fill(PASSWORD);
    await field("New password").fill(OTHER);
    await send("Change password");
    await says("Your password is changed.");
    given.password = OTHER;
  },
  async sessions() {
    // Somewhere else the same user is signed in.
    const other = await (await chromium.launch(launch)).newContext(settings);
    const elsewhere = await other.newPage();
    await elsewhere.goto(at("/login"));
    await elsewhere.getByLabel("Email address").fill(given.email);
    await elsewhere.getByLabel("Password", { exact: true }).fill(given.password ?? PASSWORD);
    await elsewhere.getByRole("button", { name: "Sign in", exact: true }).click();
    await elsewhere.getByRole("heading", { name: "Your account" }).waitFor();
    await go("/account");
    await follow("Devices and sessions");
    await look("sessions");
    const ends = page.getByRole("button", { name: /^Sign out there/ });
    while (await ends.count()) {
      await ends.first().click();
      await says("That session is ended.");
    }
    await elsewhere.goto(at("/account"));
    await elsewhere.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    seen.elsewhere = new URL(elsewhere.url()).search;
    await other.browser().close();
    await go("/account/sessions");
    await send("Sign out everywhere");
    await says("You are signed out.");
  },
  async reset() {
    await go("/login");
    await follow("Forgot your password?");
    await look("forgot");
    await field("Email address").fill(given.email);
    await send("Send code");
    await heading("Choose a new password");
    await look("reset");
    await field("Code").fill(await code());
    await field("New password").fill(PASSWORD);
    await send("Set new password");
    await says("Your new password is set.");
    await signIn(PASSWORD);
    await heading("Your account");
    given.password = PASSWORD;
  },
  async secondFactor() {
    await go("/account");
    await follow("Second step at sign-in");
    await look("second-step");
    await page.getByRole("button", { name: "Set up Authenticator app" }).click();
    await heading("Set up an authenticator app");
    await look("app");
    const drawn = await page.locator("img.qr").evaluate((image) => image.complete && image.naturalWidth > 0);
    if (!drawn) seen.faults.push("the QR code is not drawn");
    const key = (await page.locator("code.key").textContent()).replaceAll(" ", "");
    await field("Code from the app").fill("000000");
    await send("Turn on");
    await refused("That code is wrong");
    await field("Code from the app").fill(totp(key));
    await send("Turn on");
    await says("Your authenticator app is set up.");
    await look("second-step-on");
    await signOut();
    await go("/protected");
    await signIn(given.password ?? PASSWORD);
    await heading("Enter your code");
    await look("code");
    await page.reload();
    await field("Code").fill("000000");
    await send("Continue");
    await refused("That code is wrong");
    await field("Code").fill(totp(key, 1));
    await send("Continue");
    await heading("Protected page");
    await go("/account/mfa");
    await page.getByRole("button", { name: "Turn off Authenticator app" }).click();
    await says("Your second step is changed.");
  },
  async setUpWhenAsked() {
    await go("/protected");
    await signIn(PASSWORD);
    await heading("Set up a second step");
    await look("set-up");
    const key = (await page.locator("code.key").textContent()).replaceAll(" ", "");
    await field("Code from the app").fill(totp(key));
    await send("Continue");
    await heading("Protected page");
  },
  async temporaryPassword() {
    await go("/login");
    await signIn(given.temporary);
    await heading("Choose a new password");
    await look("new-password");
    await field("New password").fill("short");
    await send("Set password and continue");
    await refused("The password does not meet the rules.");
    await field("New password").fill(PASSWORD);
    await send("Set password and continue");
    await heading("Your account");
  },
  async emailCode() {
    await go("/login");
    await field("Email address").fill(given.email);
    await send("Email me a code");
    await heading("Enter your code");
    await field("Code").fill(await code());
    await send("Continue");
    await heading("Your account");
  },
  async passkey() {
    await addAuthenticator(context, page);
    await go("/account");
    await follow("Passkeys");
    await look("passkeys");
    await send("Add a passkey");
    await heading("Add a passkey");
    await look("passkey-add");
    await send("Create a passkey");
    await says("Your passkey is ready.");
    await look("passkeys-one");
    await signOut();
    await field("Email address").fill(given.email);
    await send("Use a passkey");
    await heading("Sign in with your passkey");
    await look("passkey");
    await send("Use my passkey");
    await heading("Your account");
    await go("/account/passkeys");
    await page.getByRole("button", { name: /^Remove/ }).click();
    await says("The passkey is removed.");
  },
  async google() {
    await go("/protected");
    await follow("Continue with Google");
    await page.getByRole("button", { name: "Ada Lovelace" }).click();
    await heading("Protected page");
    await go("/account");
    await heading("Your account");
    await look("account-of-google");
    if (await page.getByRole("link", { name: "Change your password" }).count()) seen.faults.push("Google's users have no password");
    await signOut();
    // The hosted pages have forgotten the browser too: the provider asks again.
    await go("/protected");
    await follow("Continue with Google");
    await page.getByRole("button", { name: "Ada Lovelace" }).waitFor();
  },
  async back() {
    await go("/account");
    await heading("Your account");
    await signOut();
    await page.goBack();
    await page.goBack();
    await page.waitForLoadState();
    const shown = await page.locator("body").innerText();
    if (shown.includes(given.email)) seen.faults.push("the account is seen after the sign-out");
  },
  async expired() {
    await go("/account");
    await heading("Your account");
    await context.clearCookies({ name: "poolgate" });
    await field("Name").fill("Nobody");
    await send("Save changes");
    await heading("Sign in");
    await signIn(given.password ?? PASSWORD);
    await heading("Your account");
  },
  async forged() {
    for (const value of ["x", "A".repeat(64), "../../etc/passwd"]) {
      await context.addCookies([{ name: "poolgate", value, url: given.base }]);
      await go("/account");
      await heading("Sign in");
    }
    await context.clearCookies({ name: "poolgate" });
  },
  async twoTabs() {
    await go("/account");
    const second = await context.newPage();
    await Promise.all([page.reload(), second.goto(at("/account"))]);
    await second.getByRole("heading", { name: "Your account" }).waitFor();
    await heading("Your account");
    await second.close();
    await signOut();
    await go("/account");
    await heading("Sign in");
  },
  // Both tabs find the tokens expired.
  async twoTabsRefresh() {
    const second = await context.newPage();
    await second.goto(at("/protected"));
    await page.waitForTimeout(given.wait * 1000);
    await Promise.all([page.reload(), second.goto(at("/account"))]);
    await second.getByRole("heading", { name: "Your account" }).waitFor();
    await heading("Your account");
    await page.reload();
    await heading("Your account");
  },
  async remembered() {
    for (const remember of [true, false]) {
      await go("/login");
      await signIn(PASSWORD, { remember });
      await heading("Your account");
      await close();
      await open();
      await go("/account");
      await heading(remember ? "Your account" : "Sign in");
      if (remember) await signOut();
    }
  },
  async remove() {
    await go("/account");
    await follow("Delete your account");
    await look("delete");
    await field("Password").fill("wrong");
    await send("Delete account for good");
    await refused("The current password is wrong.");
    await field("Password").fill(given.password ?? PASSWORD);
    await send("Delete account for good");
    await says("Your account is deleted.");
    await signIn(given.password ?? PASSWORD);
    await refused("The user name or password is wrong.");
  },
  async errors() {
    await go("/nothing");
    await look("not-found");
    await go("/me");
    await look("signed-out");
    await go("/auth/google/callback?state=x&code=y");
    await look("sign-in-refused-by-provider");
  },
  async languages() {
    for (const lang of ["de", "fr", "es", "ja"]) {
      for (const path of given.paths) {
        await go(`${path}?lang=${lang}`);
        await look(`${path.replaceAll("/", "-").slice(1)}-${lang}`);
        const said = await page.locator("html").getAttribute("lang");
        if (said !== lang) seen.faults.push(`${path}: ${said} and not ${lang}`);
      }
    }
  },
  async style() {
    await go("/login");
    const colour = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).backgroundColor);
    seen.style = { button: await colour("button[type=submit]"), brand: await page.locator(".brand").innerText() };
    await go("/protected");
    await signIn(PASSWORD);
    seen.own = await page.locator("h1").innerText();
  },
};

await open();
try {
  await take(steps, given.steps, () => page, seen);
} finally {
  await close();
}
