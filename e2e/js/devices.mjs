// Remembers a device with amazon-cognito-identity-js, and signs in on it without a second factor.
// Arguments: endpoint, pool id, client id, user name, password. Prints one JSON object.

import identity from "amazon-cognito-identity-js";
import { totp } from "./totp.mjs";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = identity;
const [endpoint, poolId, clientId, username, password] = process.argv.slice(2);

// Another tab: what is kept of the device is shared.
function user() {
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
  return new CognitoUser({ Username: username, Pool: pool });
}

// Signs in; `code` answers when an app is asked for.
function signIn(cognitoUser, code) {
  const details = new AuthenticationDetails({ Username: username, Password: password });
  return new Promise((resolve, reject) => {
    let asked = null;
    const callbacks = {
      onSuccess: (session, mustAsk) => resolve({ session, seen: { asked, mustAsk: mustAsk ?? null } }),
      onFailure: reject,
      totpRequired: (name) => {
        asked = name;
        cognitoUser.sendMFACode(code(), callbacks, "SOFTWARE_TOKEN_MFA");
      },
    };
    cognitoUser.authenticateUser(details, callbacks);
  });
}

const called = (start) => new Promise((resolve, reject) => start({ onSuccess: resolve, onFailure: reject }));

const tab = user();
const first = await signIn(tab);
const secret = await new Promise((resolve, reject) => {
  tab.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
});
await called((callbacks) => tab.verifySoftwareToken(totp(secret), "phone", callbacks));
await new Promise((resolve, reject) => {
  tab.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, (error, done) =>
    error ? reject(error) : resolve(done),
  );
});
const remembered = await called((callbacks) => tab.setDeviceStatusRemembered(callbacks));

const later = user();
const second = await signIn(later, () => "000000");
const refreshed = await new Promise((resolve, reject) => {
  later.refreshSession(second.session.getRefreshToken(), (error, session) =>
    error ? reject(error) : resolve(session.isValid()),
  );
});
const device = await called((callbacks) => later.getDevice(callbacks));
const forgotten = await called((callbacks) => later.forgetDevice(callbacks));

// The code that proved the app is used up; the next one is good already.
const third = await signIn(user(), () => totp(secret, 30));

console.log(
  JSON.stringify({
    first: first.seen,
    remembered,
    second: second.seen,
    refreshed,
    status: device.Device.DeviceAttributes.find((row) => row.Name === "device_status").Value,
    forgotten,
    third: third.seen,
  }),
);
