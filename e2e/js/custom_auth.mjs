// Signs in by CUSTOM_AUTH with amazon-cognito-identity-js: with SRP first where there is a password, else without.
// Arguments: endpoint, pool id, client id, user name, password or nothing. Prints one JSON object.

import identity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = identity;
const [endpoint, poolId, clientId, username, password] = process.argv.slice(2);

const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
const user = new CognitoUser({ Username: username, Pool: pool });
user.setAuthenticationFlowType("CUSTOM_AUTH");

const questions = [];
// The first answer is wrong, the second right.
const answers = ["41", "42"];

const session = await new Promise((resolve, reject) => {
  const callbacks = {
    onSuccess: resolve,
    onFailure: reject,
    customChallenge: (parameters) => {
      questions.push(parameters.question);
      user.sendCustomChallengeAnswer(answers.shift(), callbacks);
    },
  };
  const details = new AuthenticationDetails({ Username: username, Password: password });
  if (password) {
    user.authenticateUser(details, callbacks);
  } else {
    user.initiateAuth(details, callbacks);
  }
});

const claims = session.getIdToken().decodePayload();
console.log(JSON.stringify({ questions, username: claims["cognito:username"], tenant: claims.tenant }));
