// Sets up an authenticator app with amazon-cognito-identity-js and signs in with it.
// Arguments: endpoint, pool id, client id, user name, password. Prints one JSON object.

import identity from "amazon-cognito-identity-js";
import { totp } from "./totp.mjs";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = identity;
const [endpoint, poolId, clientId, username, password] = process.argv.slice(2);

function user() {
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
  return new CognitoUser({ Username: username, Pool: pool });
}

// Signs in; `code` answers when the app is asked for.
function signIn(cognitoUser, code) {
  const details = new AuthenticationDetails({ Username: username, Password: password });
  return new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: (session) => resolve({ session, asked: callbacks.asked ?? null }),
      onFailure: reject,
      totpRequired: (name) => {
        callbacks.asked = name;
        cognitoUser.sendMFACode(code(), callbacks, "SOFTWARE_TOKEN_MFA");
      },
    };
    cognitoUser.authenticateUser(details, callbacks);
  });
}

const first = user();
const before = await signIn(first);
const secret = await new Promise((resolve, reject) => {
  first.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
});
await new Promise((resolve, reject) => {
  first.verifySoftwareToken(totp(secret), "phone", { onSuccess: resolve, onFailure: reject });
});
await new Promise((resolve, reject) => {
  first.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, (error, done) =>
    error ? reject(error) : resolve(done),
  );
});
const wrong = await signIn(user(), () => (totp(secret, 30) === "000000" ? "000001" : "000000")).then(
  () => "signed in",
  (error) => [error.code, error.message],
);
// The code that proved the app is used up; the next one is good already.
const after = await signIn(user(), () => totp(secret, 30));

console.log(JSON.stringify({ before: before.asked, wrong, after: after.asked, valid: after.session.isValid() }));
