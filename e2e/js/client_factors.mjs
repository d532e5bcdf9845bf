// The browser client at pools that ask for more than a password, or for none.

import { code, events, given, open, run, signIn } from "./client_world.mjs";
import { totp } from "./totp.mjs";
import { addAuthenticator } from "./visitor.mjs";

/** Keeps the step of a sign-in in the page, and tells what it is. */
const step = (page, begin, ...values) =>
  page.evaluate(
    async ([begin, values]) => {
      window.step = begin === "answer" ? await window.step.answer(...values) : await client[begin](...values);
      const { status, challenge, user } = window.step;
      return { status, name: challenge?.name, available: challenge?.available, email: user?.email };
    },
    [begin, values],
  );

const refused = (page, ...values) => page.evaluate((values) => refused(window.step.answer(...values)), values);

await run({
  async app(context) {
    const page = await open(context, { mode: given.mode });
    await signIn(page);
    const post = (path, body, method = "POST") =>
      page.evaluate(
        async ([path, body, method]) => {
          const headers = { "content-type": "application/json" };
          const answer = await client.fetch(path, { method, headers, body: JSON.stringify(body) });
          return { status: answer.status, ...(await answer.json()) };
        },
        [path, body, method],
      );
    const { secret } = await post("/auth/mfa/totp/start", {});
    const seen = { verified: (await post("/auth/mfa/totp/verify", { code: totp(secret) })).status };
    seen.preferred = await post("/auth/mfa", { preferred: "totp" }, "PUT");
    await page.evaluate(() => client.signOut());
    await events(page);
    seen.asked = await step(page, "signIn", given.email, given.password);
    seen.wrong = await refused(page, totp(secret, 30) === "000000" ? "000001" : "000000");
    // The code that proved the app is used up; the next one is good already.
    seen.answered = await step(page, "answer", totp(secret, 30));
    seen.user = (await page.evaluate(() => client.user())).email;
    seen.events = await events(page);
    return seen;
  },

  async newPassword(context) {
    const page = await open(context);
    const seen = { asked: await step(page, "signIn", given.email, given.password) };
    seen.weak = await refused(page, "weak");
    seen.answered = await step(page, "answer", given.newPassword);
    await page.evaluate(() => client.signOut());
    seen.all = await step(page, "signIn", given.email, given.newPassword);
    return seen;
  },

  async codes(context) {
    const page = await open(context);
    const request = page.waitForRequest("**/auth/passwordless/start");
    await page.evaluate(() => refused(client.signInWithCode("nobody@example.com", { sms: true, remember: true })));
    const seen = { bySms: (await request).postDataJSON() };
    seen.asked = await step(page, "signInWithCode", given.email);
    seen.wrong = await refused(page, "00000000");
    seen.answered = await step(page, "answer", await code(given.email));
    await page.evaluate(() => client.signOut());
    // Whoever cannot take the method chooses another.
    seen.noPasskey = await step(page, "signInWithPasskey", given.email);
    seen.chosen = await step(page, "answer", "EMAIL_OTP");
    seen.second = await step(page, "answer", { EMAIL_OTP_CODE: await code(given.email) });
    return seen;
  },

  async passkey(context) {
    const page = await open(context, { mode: given.mode });
    const { devtools, authenticatorId } = await addAuthenticator(context, page);
    const nobody = await page.evaluate(() => refused(client.addPasskey()));
    await signIn(page);
    await page.evaluate(() => client.addPasskey());
    const listed = await page.evaluate(async () => {
      const answer = await client.fetch("/auth/passkeys");
      return (await answer.json()).passkeys.length;
    });
    const twice = await page.evaluate(() => refused(client.addPasskey()));
    await page.evaluate(() => client.signOut());
    await events(page);
    const signedIn = await step(page, "signInWithPasskey", given.email);
    const user = (await page.evaluate(() => client.user())).email;
    const types = (await events(page)).map(({ type }) => type);
    await page.evaluate(() => client.signOut());
    await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    const unverified = await page.evaluate((email) => refused(client.signInWithPasskey(email)), given.email);
    return { nobody, listed, twice, signedIn, user, types, unverified };
  },
});
