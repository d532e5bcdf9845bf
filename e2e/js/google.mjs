// Chromium signs in by Google as the development identity provider plays it, from the gateway's start to its callback.
// Arguments: Chromium, the gateway. Prints one JSON object.

import { chromium } from "playwright-core";

const [executablePath, gateway] = process.argv.slice(2);

// `--no-sandbox`: tests may run as root.
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = `${gateway}/auth/google/start?return_to=/dashboard`;
  const answer = async () => JSON.parse(await page.locator("body").innerText());

  await page.goto(start);
  const provider = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Ada Lovelace" }).click();
  await page.waitForURL(`${gateway}/auth/google/callback*`);
  const picked = await answer();

  // The pool still knows the browser: nobody is asked again.
  await page.goto(start);
  const again = await answer();

  await context.clearCookies();
  await page.goto(start);
  await page.getByLabel("Email address").fill("typed@example.com");
  await page.getByLabel("Name").fill("Typed Person");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${gateway}/auth/google/callback*`);
  const typed = await answer();

  await context.clearCookies();
  await page.goto(start);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(`${gateway}/auth/google/callback*`);
  const cancelled = await page.locator("body").innerText();
  console.log(JSON.stringify({ provider, picked, again, typed, cancelled }));
} finally {
  await browser.close();
}
