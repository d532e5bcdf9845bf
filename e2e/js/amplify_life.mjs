// The life of a user with aws-amplify: sign-up, sign-in by SRP, an authenticator app, another password, sign-out;
// and the sign-in that follows a sign-up by itself.
// Arguments: endpoint, pool id, client id, mailbox, password. Prints one JSON object.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { totp } from "./totp.mjs";

const [endpoint, userPoolId, userPoolClientId, mailbox, password] = process.argv.slice(2);
Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint } } });

const newEmail = () => `amplify-${Math.random().toString(36).slice(2)}@example.com`;

async function codeFor(email) {
  const answer = await fetch(`${mailbox}/dev/messages?to=${encodeURIComponent(email)}`);
  return (await answer.json()).messages[0].code;
}

const outcome = (promise) =>
  promise.then(
    () => "done",
    (error) => [error.name, error.message],
  );

// Chosen sign-in: the session leads from the sign-up to the tokens.
const chosen = newEmail();
const begun = await auth.signUp({
  username: chosen,
  password,
  options: { userAttributes: { email: chosen }, autoSignIn: { authFlowType: "USER_AUTH" } },
});
const led = await auth.confirmSignUp({ username: chosen, confirmationCode: await codeFor(chosen) });
const automatic = await auth.autoSignIn();
const automaticUser = (await auth.fetchUserAttributes()).email;
await auth.signOut();

// SRP.
const email = newEmail();
await auth.signUp({ username: email, password, options: { userAttributes: { email } } });
const wrongCode = await outcome(auth.confirmSignUp({ username: email, confirmationCode: "000000" }));
await auth.confirmSignUp({ username: email, confirmationCode: await codeFor(email) });
const wrong = await outcome(auth.signIn({ username: email, password: `${password}x` }));
const signedIn = await auth.signIn({ username: email, password });
const first = await auth.fetchAuthSession();
const refreshed = await auth.fetchAuthSession({ forceRefresh: true });

const setup = await auth.setUpTOTP();
await auth.verifyTOTPSetup({ code: totp(setup.sharedSecret) });
await auth.updateMFAPreference({ totp: "PREFERRED" });
const preference = await auth.fetchMFAPreference();
await auth.updatePassword({ oldPassword: password, newPassword: `${password}-2` });
await auth.signOut();
const gone = await outcome(auth.getCurrentUser());

const asked = await auth.signIn({ username: email, password: `${password}-2` });
const wrongTotp = await outcome(auth.confirmSignIn({ challengeResponse: "000000" }));
// The code that proved the app is used up; the next one is good already.
const answered = await auth.confirmSignIn({ challengeResponse: totp(setup.sharedSecret, 30) });
await auth.signOut({ global: true });

console.log(
  JSON.stringify({
    begun: begun.nextStep.signUpStep,
    led: led.nextStep.signUpStep,
    automatic: automatic.isSignedIn,
    automaticUser: automaticUser === chosen,
    wrongCode,
    wrong,
    signedIn: signedIn.isSignedIn,
    refreshed:
      first.tokens.accessToken.toString() !== refreshed.tokens.accessToken.toString() &&
      first.tokens.accessToken.payload.origin_jti === refreshed.tokens.accessToken.payload.origin_jti,
    preference,
    gone: gone[0],
    asked: asked.nextStep.signInStep,
    wrongTotp,
    answered: answered.isSignedIn,
  }),
);
process.exit(0);
