// Chromium at the example `voice-assistant`: its class by itself, and its dashboard by hand.
// Argument: one JSON object: chromium, base, mailbox, file (a list of customers), pictures. Prints what was seen.

import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const { source: axe } = createRequire(import.meta.url)("axe-core");
const given = JSON.parse(process.argv[2]);
const PASSWORD = "SecurePassword123!";
const seen = { complaints: [], faults: [] };

async function codeFor(email) {
  const url = `${given.mailbox}/dev/messages?limit=1&to=${encodeURIComponent(email)}`;
  const { messages } = await (await fetch(url, { headers: { accept: "application/json" } })).json();
  return messages[0].code;
}

const browser = await chromium.launch({ executablePath: given.chromium, args: ["--no-sandbox"] });
const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
page.on("console", (message) => {
  // A refusal that is meant shows in the console too.
  if (message.type() === "error" && !/40[019]/.test(message.text())) seen.complaints.push(message.text());
});
page.on("pageerror", (error) => seen.complaints.push(String(error)));

async function look(name) {
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const { id, nodes } of violations) seen.faults.push(`${name} ${colorScheme}: ${id} ${nodes[0].target}`);
    if (given.pictures) await page.screenshot({ path: `${given.pictures}/voice-${name}-${colorScheme}.png` });
  }
}

await page.goto(given.base);
await look("signed-out");

// The class by itself.
const email = "class@example.com";
seen.signup = await page.evaluate(async ([email, password]) => {
  window.api = new VoiceAssistantAuth(location.origin);
  const { success, confirmation_required } = await api.signup(email, password, "John", "Doe");
  return { success, confirmation_required };
}, [email, PASSWORD]);
const confirmed = await fetch(`${given.base}/auth/confirm-signup`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email, confirmation_code: await codeFor(email) }),
});
if (!confirmed.ok) throw new Error(await confirmed.text());
Object.assign(seen, await page.evaluate(async ([email, password]) => {
  const login = (await api.login(email, password)).success;
  const stored = localStorage.getItem("access_token") === api.token && Boolean(localStorage.getItem("refresh_token"));
  const first = await api.makeAuthenticatedRequest("/api/customers");
  const customers = [first.status, (await first.json()).customers];
  // As an expired one would: 401, a refresh, and the request once more.
  api.token = `${api.token.slice(0, -8)}AAAAAAAA`;
  const spoiled = api.token;
  const second = await api.makeAuthenticatedRequest("/api/customers");
  const afterSpoiledToken = [second.status, api.token !== spoiled];
  await api.logout();
  const none = await fetch("/api/customers");
  const afterLogout = [api.token, localStorage.getItem("refresh_token"), none.status];
  return { login, stored, customers, afterSpoiledToken, afterLogout };
}, [email, PASSWORD]));

// The dashboard by hand.
await page.goto(given.base);
const person = "person@example.com";
const says = (text) => page.locator("#status", { hasText: text }).waitFor();
await page.getByLabel("Email").fill(person);
await page.getByLabel("Password").fill(PASSWORD);
await page.getByRole("button", { name: "Sign up" }).click();

await page.waitForFunction(() => !document.getElementById("status").textContent.startsWith("Nobody"));
await page.getByLabel("Code").fill(await codeFor(person));
await page.getByRole("button", { name: "Confirm" }).click();
await says(/confirmed/i);
await page.getByRole("button", { name: "Sign in" }).click();
await says(/Signed in as/);
await page.getByLabel("A list").setInputFiles(given.file);
await page.getByRole("button", { name: "Upload" }).click();
await says(/were taken/);
await page.locator("#customers tr").nth(1).waitFor();
await look("signed-in");
const rows = await page.locator("#customers tr td:first-child").allTextContents();
await page.locator("#events li", { hasText: "hello" }).waitFor();
await page.getByRole("button", { name: "Call Ada Lovelace" }).click();
await says(/The call/);
await page.locator("#events li", { hasText: "12345" }).waitFor();
const status = await page.locator("#status").textContent();
const events = await page.locator("#events li").allTextContents();
await page.getByRole("button", { name: "Sign out" }).click();
await says(/Nobody is signed in/);
seen.dashboard = { rows, status, events };

await browser.close();
console.log(JSON.stringify(seen));
