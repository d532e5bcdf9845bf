// Remembers a device with aws-amplify, and signs in on it without a second factor.
// Arguments: endpoint, pool id, client id, user name, password. Prints one JSON object.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { totp } from "./totp.mjs";

const [endpoint, userPoolId, userPoolClientId, username, password] = process.argv.slice(2);
Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint } } });

// Amplify names the device after the browser.
globalThis.navigator ??= { userAgent: "Mozilla/5.0 (tests)" };

const signIn = async () => (await auth.signIn({ username, password })).nextStep.signInStep;
const deviceKey = async () => (await auth.fetchAuthSession()).tokens.accessToken.payload.device_key;

// Amplify confirms the new device by itself.
const first = await signIn();
const device = await deviceKey();
const setup = await auth.setUpTOTP();
await auth.verifyTOTPSetup({ code: totp(setup.sharedSecret) });
await auth.updateMFAPreference({ totp: "PREFERRED" });
await auth.rememberDevice();
const devices = await auth.fetchDevices();
await auth.signOut();

const second = await signIn();
const same = (await deviceKey()) === device;
const refreshed = (await auth.fetchAuthSession({ forceRefresh: true })).tokens !== undefined;
await auth.forgetDevice();
await auth.signOut();

const third = await signIn();
// The code that proved the app is used up; the next one is good already.
const answered = await auth.confirmSignIn({ challengeResponse: totp(setup.sharedSecret, 30) });
const other = (await deviceKey()) !== device;

console.log(
  JSON.stringify({
    first,
    listed: devices.map((found) => found.id === device),
    second,
    same,
    refreshed,
    third,
    answered: answered.nextStep.signInStep,
    other,
  }),
);
process.exit(0);
