// openid-client, which is certified by the OpenID Foundation, as a relying party of the pool.
// Arguments: issuer, client id, client secret or "", callback, user name, password. Prints one JSON object.

import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const [issuer, clientId, secret, callback, username, password] = process.argv.slice(2);
const authentication = secret ? client.ClientSecretBasic(secret) : client.None();
const config = await client.discovery(new URL(issuer), clientId, undefined, authentication, {
  execute: [client.allowInsecureRequests],
});

const verifier = client.randomPKCECodeVerifier();
const [state, nonce] = [client.randomState(), client.randomNonce()];
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: callback,
  scope: "openid email profile",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});

const browser = new Browser(callback);
const page = await browser.open(address.href);
const wrong = await browser.fill(page, { username, password: `${password}x` });
const back = await browser.fill(page, { username, password });
const expected = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(config, new URL(back.url), expected);
const twice = await client.authorizationCodeGrant(config, new URL(back.url), expected).then(
  () => "tokens",
  (error) => error.error,
);

// The second use has ended the first: a new code, this time without a question.
const again = await browser.open(address.href);
const second = await client.authorizationCodeGrant(config, new URL(again.url), expected);
const user = await client.fetchUserInfo(config, second.access_token, second.claims().sub);
const refreshed = await client.refreshTokenGrant(config, second.refresh_token);
await client.tokenRevocation(config, second.refresh_token, { token_type_hint: "refresh_token" });
const revoked = await client.refreshTokenGrant(config, second.refresh_token).then(
  () => "tokens",
  (error) => error.error,
);
const silent = new URL(address);
silent.searchParams.set("prompt", "none");
const stranger = await new Browser(callback).open(silent.href);

console.log(
  JSON.stringify({
    wrong: wrong.html.includes('role="alert"'),
    claims: tokens.claims(),
    twice,
    user,
    refreshed: refreshed.claims().sub === second.claims().sub,
    revoked,
    stranger: new URL(stranger.url).searchParams.get("error"),
  }),
);
