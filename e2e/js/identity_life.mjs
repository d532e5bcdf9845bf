// The life of a user with amazon-cognito-identity-js: sign-up, sign-in by SRP, another password, refresh, sign-out.
// (mfa.mjs sets up an authenticator app with it.)
// Arguments: endpoint, pool id, client id, mailbox, password. Prints one JSON object.

import identity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;
const [endpoint, UserPoolId, ClientId, mailbox, password] = process.argv.slice(2);
const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
const email = `identity-${Math.random().toString(36).slice(2)}@example.com`;

const called = (call) =>
  new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));
const outcome = (promise) =>
  promise.then(
    () => "done",
    (error) => [error.code, error.message],
  );

async function newestCode() {
  const answer = await fetch(`${mailbox}/dev/messages?to=${encodeURIComponent(email)}`);
  return (await answer.json()).messages[0].code;
}

function signIn(secret) {
  const user = new CognitoUser({ Username: email, Pool: pool });
  const details = new AuthenticationDetails({ Username: email, Password: secret });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, { onSuccess: (session) => resolve({ user, session }), onFailure: reject });
  });
}

const attributes = [new CognitoUserAttribute({ Name: "email", Value: email })];
await called((done) => pool.signUp(email, password, attributes, null, done));
const user = new CognitoUser({ Username: email, Pool: pool });
const unconfirmed = await outcome(signIn(password));
const wrongCode = await outcome(called((done) => user.confirmRegistration("000000", false, done)));
const confirmed = await called(async (done) => user.confirmRegistration(await newestCode(), false, done));
const wrong = await outcome(signIn(`${password}x`));
const { user: signedIn, session } = await signIn(password);
const refreshed = await called((done) => signedIn.refreshSession(session.getRefreshToken(), done));
await called((done) => signedIn.changePassword(password, `${password}-2`, done));
const old = await outcome(signIn(password));
const again = await signIn(`${password}-2`);
const everywhere = await new Promise((resolve, reject) => {
  again.user.globalSignOut({ onSuccess: resolve, onFailure: reject });
});
const after = await outcome(called((done) => signedIn.refreshSession(session.getRefreshToken(), done)));

console.log(
  JSON.stringify({ unconfirmed, wrongCode, confirmed, wrong, refreshed: refreshed.isValid(), old, everywhere, after }),
);
