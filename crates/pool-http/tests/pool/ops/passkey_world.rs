//! A pool whose users may sign in with passkeys, and a user who can make one.

use poolgate_testkit::{Answer, Authenticator, TestPool, TestUser};
use serde_json::{Value, json};

/// Where the page is.
pub(super) const ORIGIN: &str = "https://app.example.com";

pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) user: TestUser,
    pub(super) token: Value,
    pub(super) authenticator: Authenticator,
}

/// Members of CreateUserPool and CreateUserPoolClient.
pub(super) async fn pool(factors: &[&str], mut settings: Value, mut client: Value) -> TestPool {
    settings["Policies"] = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": factors } });
    client["ExplicitAuthFlows"] = json!([
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH"
    ]);
    TestPool::with(settings, client).await
}

/// Sets what the pool asks of passkeys.
pub(super) async fn configure(pool: &TestPool, settings: Value, mut more: Value) {
    more["UserPoolId"] = json!(pool.pool_id);
    more["WebAuthnConfiguration"] = settings;
    pool.admin("SetUserPoolMfaConfig", more).await.ok();
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(json!({ "RelyingPartyId": "example.com" }), json!({})).await
    }

    pub(super) async fn with(settings: Value, client: Value) -> Self {
        let pool = pool(&["PASSWORD", "WEB_AUTHN"], json!({}), client).await;
        configure(&pool, settings, json!({})).await;
        let user = pool.user("ada").await;
        let token = pool.sign_in(&user).await["AccessToken"].take();
        let authenticator = Authenticator::at(ORIGIN);
        Self {
            pool,
            user,
            token,
            authenticator,
        }
    }

    pub(super) async fn start(&self) -> Answer {
        let request = json!({ "AccessToken": self.token });
        self.pool.call("StartWebAuthnRegistration", request).await
    }

    /// The options for the browser.
    pub(super) async fn options(&self) -> Value {
        self.start().await.ok()["CredentialCreationOptions"].take()
    }

    pub(super) async fn complete(&self, credential: &Value) -> Answer {
        let request = json!({ "AccessToken": self.token, "Credential": credential });
        self.pool
            .call("CompleteWebAuthnRegistration", request)
            .await
    }

    /// The user has a passkey; its id.
    pub(super) async fn register(&mut self) -> Value {
        let options = self.options().await;
        let credential = self.authenticator.create(&options);
        assert_eq!(self.complete(&credential).await.ok(), json!({}));
        credential["id"].clone()
    }

    pub(super) async fn list(&self, mut request: Value) -> Value {
        request["AccessToken"] = self.token.clone();
        self.pool
            .call("ListWebAuthnCredentials", request)
            .await
            .ok()
    }

    /// Starts a choice-based sign-in.
    pub(super) async fn ask(&self, name: &str, mut parameters: Value) -> Answer {
        parameters["USERNAME"] = json!(name);
        let request = json!({
            "AuthFlow": "USER_AUTH", "ClientId": self.pool.client_id, "AuthParameters": parameters
        });
        self.pool.call("InitiateAuth", request).await
    }

    /// Asked for a passkey: the whole answer.
    pub(super) async fn asked(&self) -> Value {
        let asked = self.ask("ada", prefer()).await.ok();
        assert_eq!(asked["ChallengeName"], "WEB_AUTHN", "{asked}");
        asked
    }

    pub(super) async fn answer(&self, asked: &Value, credential: &Value) -> Answer {
        self.respond(
            "WEB_AUTHN",
            asked,
            json!({ "CREDENTIAL": credential.to_string() }),
        )
        .await
    }

    pub(super) async fn respond(&self, name: &str, asked: &Value, mut responses: Value) -> Answer {
        if responses.get("USERNAME").is_none() {
            responses["USERNAME"] = json!("ada");
        }
        self.pool
            .respond(name, Some(&asked["Session"]), responses)
            .await
    }

    /// Signs in with the passkey.
    pub(super) async fn sign_in(&mut self) -> Answer {
        let asked = self.asked().await;
        let credential = self.authenticator.get(&request_options(&asked));
        self.answer(&asked, &credential).await
    }
}

pub(super) fn prefer() -> Value {
    json!({ "PREFERRED_CHALLENGE": "WEB_AUTHN" })
}

/// `CREDENTIAL_REQUEST_OPTIONS` of a challenge.
pub(super) fn request_options(asked: &Value) -> Value {
    let text = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
    serde_json::from_str(text.expect("options")).expect("JSON")
}
