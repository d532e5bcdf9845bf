// Chromium with a virtual authenticator, on a page of its own, registers a passkey at the pool and signs in with it.
// Arguments: Chromium, endpoint, client id, user name, access token. Prints one JSON object.

import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { addAuthenticator } from "./visitor.mjs";

const [executablePath, endpoint, clientId, username, token] = process.argv.slice(2);

// What an application's page does: the pool's API over CORS, and the browser's own JSON forms of WebAuthn.
function script(endpoint, clientId) {
  const call = async (operation, request) => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(request),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.__type);
    return body;
  };

  window.register = async (token) => {
    const { CredentialCreationOptions } = await call("StartWebAuthnRegistration", { AccessToken: token });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(CredentialCreationOptions);
    const credential = await navigator.credentials.create({ publicKey });
    const Credential = credential.toJSON();
    await call("CompleteWebAuthnRegistration", { AccessToken: token, Credential });
    return credential.id;
  };

  window.signIn = async (username) => {
    const asked = await call("InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: username, PREFERRED_CHALLENGE: "WEB_AUTHN" },
    });
    const options = JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    const done = await call("RespondToAuthChallenge", {
      ClientId: clientId,
      ChallengeName: asked.ChallengeName,
      Session: asked.Session,
      ChallengeResponses: { USERNAME: username, CREDENTIAL: JSON.stringify(credential.toJSON()) },
    });
    return done.AuthenticationResult.AccessToken;
  };
}

const html = `<!doctype html><title>Passkeys</title>
<script>(${script})(${JSON.stringify(endpoint)}, ${JSON.stringify(clientId)})</script>`;
const site = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html));
await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));

// `--no-sandbox`: tests may run as root.
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  const { devtools, authenticatorId } = await addAuthenticator(page.context(), page);
  await page.goto(`http://localhost:${site.address().port}/`);
  const failure = (promise) => promise.then(() => null, (error) => error.message);
  const registered = await page.evaluate((token) => window.register(token), token);
  const again = await failure(page.evaluate((token) => window.register(token), token));
  const tokens = [];
  for (const _ of [1, 2]) {
    tokens.push(await page.evaluate((username) => window.signIn(username), username));
  }
  const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  const unverified = await failure(page.evaluate((username) => window.signIn(username), username));
  console.log(
    JSON.stringify({
      registered,
      refusedTwice: again?.includes("InvalidStateError") ?? false,
      rpId: credentials[0].rpId,
      counted: credentials[0].signCount,
      tokens,
      unverified: unverified?.includes("NotAllowedError") ?? false,
    }),
  );
} finally {
  await browser.close();
  site.close();
}
