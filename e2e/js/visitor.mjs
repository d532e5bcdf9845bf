// What tests of pages share: how a page is looked at, codes of an authenticator app, a virtual authenticator.

import { createHmac } from "node:crypto";
import { createRequire } from "node:module";

const { source: axe } = createRequire(import.meta.url)("axe-core");

// RFC 6238, for the next step where this one is used up.
export function totp(key, steps = 0) {
  let bits = "";
  for (const letter of key) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", secret).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// The newest message to an address.
export async function newest(mailbox, email, member) {
  const url = `${mailbox}/dev/messages?limit=1&to=${encodeURIComponent(email)}`;
  const { messages } = await (await fetch(url, { headers: { accept: "application/json" } })).json();
  return messages[0][member];
}

// Takes the steps one after the other, and prints what was seen.
export async function take(steps, names, page, seen) {
  for (const name of names) {
    try {
      await steps[name]();
    } catch (error) {
      const text = await page().locator("body").innerText().catch(() => "");
      throw new Error(`${name} at ${page().url()}: ${error.message}\n${text}\n${JSON.stringify(seen)}`);
    }
  }
  console.log(JSON.stringify(seen));
}

// Passkeys without a finger.
export async function addAuthenticator(context, page) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

// What the browser complains about, but for answers that refuse, which show in its console too.
export function listen(page, seen) {
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) seen.complaints.push(message.text());
  });
}

// What a page is like, wherever it can be looked at.
export async function look(page, name, { scripts, pictures }, seen) {
  seen.pages.push(name);
  const title = await page.title();
  if (!title.includes(" - ")) seen.faults.push(`${name}: title ${title}`);
  if ((await page.locator("h1").count()) !== 1) seen.faults.push(`${name}: not one h1`);
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (await wide()) seen.faults.push(`${name}: wider than the window`);
  if (scripts) {
    await page.evaluate(axe);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, impact, nodes } of violations) {
        if (["serious", "critical"].includes(impact)) seen.faults.push(`${name}, ${scheme}: ${id}: ${nodes.map((node) => node.html)}`);
      }
    }
  }
  for (const width of pictures ? [390, 1280] : []) {
    for (const scheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: scheme });
      if (await wide()) seen.faults.push(`${name}: wider than ${width}`);
      await page.screenshot({ path: `${pictures}/${name}-${width}-${scheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}
