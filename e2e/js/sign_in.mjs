// Signs in with amazon-cognito-identity-js (SRP) and the AWS SDK, and verifies the tokens with aws-jwt-verify.
// Arguments: endpoint, pool id, client id, user name, password. Prints one JSON object.

import { CognitoIdentityProviderClient, GetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import identity from "amazon-cognito-identity-js";
import { JwtRsaVerifier } from "aws-jwt-verify";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = identity;
const [endpoint, poolId, clientId, username, password] = process.argv.slice(2);

function signIn(secret) {
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
  const user = new CognitoUser({ Username: username, Pool: pool });
  const details = new AuthenticationDetails({ Username: username, Password: secret });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, { onSuccess: (session) => resolve({ user, session }), onFailure: reject });
  });
}

const { user, session } = await signIn(password);
const accessToken = session.getAccessToken().getJwtToken();
const idToken = session.getIdToken().getJwtToken();

const wrong = await signIn(`${password}x`).then(
  () => "signed in",
  (error) => [error.code, error.message],
);

const refreshed = await new Promise((resolve, reject) => {
  user.refreshSession(session.getRefreshToken(), (error, next) => (error ? reject(error) : resolve(next)));
});

const client = new CognitoIdentityProviderClient({ endpoint, region: poolId.split("_")[0] });
const read = await client.send(new GetUserCommand({ AccessToken: refreshed.getAccessToken().getJwtToken() }));

const issuer = `${endpoint}/${poolId}`;
const jwks = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
const verify = (audience, token) => {
  const verifier = JwtRsaVerifier.create({ issuer, audience, jwksUri: `${issuer}/.well-known/jwks.json` });
  verifier.cacheJwks(jwks);
  return verifier.verifySync(token);
};
const claims = verify(null, accessToken);
const idClaims = verify(clientId, idToken);

console.log(
  JSON.stringify({
    wrong,
    username: read.Username,
    sub: claims.sub,
    clientId: claims.client_id,
    email: idClaims.email,
    groups: idClaims["cognito:groups"],
  }),
);
