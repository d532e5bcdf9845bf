// Auth.js with its own Cognito provider as a relying party of the pool.
// Arguments: issuer, client id, client secret, origin of the application, user name, password. Prints its session.

import { Auth } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { Browser } from "./browser.mjs";

const [issuer, clientId, clientSecret, origin, username, password] = process.argv.slice(2);
const config = {
  providers: [Cognito({ issuer, clientId, clientSecret })],
  secret: "a secret of the application's own, for this test",
  trustHost: true,
  basePath: "/auth",
  logger: { error: (error) => console.error(error, error.cause) },
};

const cookies = new Map();
async function ask(path, init = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const request = new Request(new URL(path, origin), { ...init, headers: { cookie, ...init.headers } });
  const answer = await Auth(request, config);
  for (const line of answer.headers.getSetCookie()) {
    const [name, ...value] = line.split(";")[0].split("=");
    cookies.set(name, value.join("="));
  }
  return answer;
}

const { csrfToken } = await (await ask("/auth/csrf")).json();
const begun = await ask("/auth/signin/cognito", {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams({ csrfToken, callbackUrl: origin }),
});
const browser = new Browser(`${origin}/auth/callback/cognito`);
const page = await browser.open(begun.headers.get("location"));
const back = await browser.fill(page, { username, password });
const done = await ask(back.url);
const session = await (await ask("/auth/session")).json();
console.log(JSON.stringify({ to: done.headers.get("location"), session }));
