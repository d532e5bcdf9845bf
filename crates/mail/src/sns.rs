//! Sends text messages through Amazon SNS: its `Publish` action (API version 2010-03-31), signed with
//! Signature Version 4.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use crate::message::Message;
use crate::sender::{SendError, Sender};
use crate::worker::Now;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Amazon SNS in a Region.
pub struct Sns {
    client: reqwest::Client,
    endpoint: String,
    region: String,
    sender_id: Option<String>,
    credentials: SharedCredentialsProvider,
    now: Now,
}

impl std::fmt::Debug for Sns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sns")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Sns {
    /// SNS in a Region, at AWS's own endpoint or at another one. `sender_id` is shown as the sender where
    /// the country allows it.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(
        region: &str,
        endpoint: Option<String>,
        sender_id: Option<String>,
        credentials: SharedCredentialsProvider,
        now: Now,
    ) -> Result<Self, reqwest::Error> {
        let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
        let own = || format!("https://sns.{region}.amazonaws.com{suffix}");
        Ok(Self {
            client: reqwest::Client::builder()
                .timeout(TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            endpoint: endpoint.unwrap_or_else(own),
            region: region.to_owned(),
            sender_id,
            credentials,
            now,
        })
    }

    fn form(&self, message: &Message) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", "Publish")
            .append_pair("Version", "2010-03-31")
            .append_pair("PhoneNumber", &message.to)
            .append_pair("Message", &message.text);
        let attributes = [
            ("AWS.SNS.SMS.SMSType", Some("Transactional")),
            ("AWS.SNS.SMS.SenderID", self.sender_id.as_deref()),
        ];
        let given = attributes
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        for (index, (name, value)) in given.enumerate() {
            let entry = format!("MessageAttributes.entry.{}", index + 1);
            form.append_pair(&format!("{entry}.Name"), name)
                .append_pair(&format!("{entry}.Value.DataType"), "String")
                .append_pair(&format!("{entry}.Value.StringValue"), value);
        }
        form.finish()
    }

    fn time(&self) -> SystemTime {
        let since_1970 = u64::try_from((self.now)()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_millis(since_1970)
    }

    /// The headers that sign a request.
    async fn signature(&self, url: &str, body: &str) -> Result<Vec<(String, String)>, SendError> {
        let unusable = |what: &str| SendError::Unusable(what.to_owned());
        let credentials = self
            .credentials
            .provide_credentials()
            .await
            .map_err(|_| unusable("there are no AWS credentials"))?;
        let identity = credentials.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("sns")
            .time(self.time())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| unusable("the request cannot be signed"))?
            .into();
        let headers = [("content-type", FORM)].into_iter();
        let signable =
            SignableRequest::new("POST", url, headers, SignableBody::Bytes(body.as_bytes()))
                .map_err(|_| unusable("the request cannot be signed"))?;
        let (instructions, _) = sign(signable, &parameters)
            .map_err(|_| unusable("the request cannot be signed"))?
            .into_parts();
        Ok(instructions
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect())
    }
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

#[async_trait]
impl Sender for Sns {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let (url, body) = (format!("{}/", self.endpoint), self.form(message));
        let mut request = self.client.post(&url).header("content-type", FORM);
        for (name, value) in self.signature(&url, &body).await? {
            request = request.header(name, value);
        }
        let failed = |_| SendError::Unusable("Amazon SNS cannot be reached".to_owned());
        let answer = request.body(body).send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        if answer.status().is_success() {
            return Ok(());
        }
        let text = answer.text().await.unwrap_or_default();
        Err(refusal(status, code(&text)))
    }
}

/// The code in SNS's error document.
fn code(document: &str) -> &str {
    document
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"))
        .map_or("", |(code, _)| code)
}

/// What an error says about the message, or about the way out.
fn refusal(status: u16, code: &str) -> SendError {
    let text = format!("Amazon SNS answers {status} {code}");
    match (status, code) {
        (_, "Throttling" | "Throttled" | "ThrottlingException") | (429, _) => {
            SendError::PutOff(text)
        }
        (
            _,
            "InvalidParameter"
            | "InvalidParameterValue"
            | "OptedOut"
            | "PlatformApplicationDisabled"
            | "ValidationError",
        ) => SendError::Refused(text),
        _ => SendError::Unusable(text),
    }
}
