//! The Invoke API of AWS Lambda.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use poolgate_pool::trigger::{InvokeError, InvokeTrigger};
use poolgate_pool_http::trigger::{HttpClient, LambdaFunction, Signer, Target};
use poolgate_testkit::TestClock;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{ARN, one, seconds};

const PATH: &str = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ahook/invocations";

fn function(url: String, name: Option<&str>, signer: Option<Signer>) -> Target {
    Target::Lambda(LambdaFunction {
        client: HttpClient::new().unwrap(),
        url,
        name: name.map(str::to_owned),
        signer,
    })
}

async fn answered(template: ResponseTemplate) -> Result<Value, InvokeError> {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(template)
        .mount(&server)
        .await;
    let functions = one(function(server.uri(), None, None));
    functions.invoke(ARN, &json!({ "a": 1 })).await
}

#[tokio::test]
async fn the_event_goes_to_the_function_and_comes_back() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(PATH))
        .and(header("content-type", "application/json"))
        .and(body_json(json!({ "a": 1 })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "b": 2 })))
        .expect(1)
        .mount(&server)
        .await;
    let functions = one(function(server.uri(), None, None));
    assert_eq!(
        functions.invoke(ARN, &json!({ "a": 1 })).await,
        Ok(json!({ "b": 2 }))
    );
}

#[tokio::test]
async fn a_local_runtime_knows_it_by_its_own_name() {
    let server = MockServer::start().await;
    Mock::given(path("/2015-03-31/functions/function/invocations"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .expect(1)
        .mount(&server)
        .await;
    let functions = one(function(
        format!("{}/", server.uri()),
        Some("function"),
        None,
    ));
    assert_eq!(functions.invoke(ARN, &json!({})).await, Ok(json!({})));
}

#[tokio::test]
async fn a_function_that_throws_is_told_by_its_message() {
    let thrown = json!({ "errorMessage": "not you", "errorType": "Error", "trace": [] });
    let template = ResponseTemplate::new(200)
        .insert_header("X-Amz-Function-Error", "Unhandled")
        .set_body_json(thrown.clone());
    assert_eq!(
        answered(template).await,
        Err(InvokeError::Function("not you".to_owned()))
    );
    // Without the header it is what the function returned.
    assert_eq!(
        answered(ResponseTemplate::new(200).set_body_json(thrown.clone())).await,
        Ok(thrown)
    );
}

#[tokio::test]
async fn errors_of_the_service_keep_their_names() {
    for (template, name) in [
        (
            ResponseTemplate::new(403).insert_header(
                "x-amzn-ErrorType",
                "AccessDeniedException:http://internal.amazon.com/coral/",
            ),
            "AccessDeniedException",
        ),
        (
            ResponseTemplate::new(404)
                .set_body_json(json!({ "__type": "com.amazonaws#ResourceNotFoundException" })),
            "ResourceNotFoundException",
        ),
        (ResponseTemplate::new(429), "TooManyRequestsException"),
        (ResponseTemplate::new(500), "ServiceException"),
        (
            ResponseTemplate::new(302).insert_header("location", "http://localhost/"),
            "ServiceException",
        ),
        (
            ResponseTemplate::new(400).insert_header("x-amzn-ErrorType", "<script>"),
            "ServiceException",
        ),
    ] {
        assert_eq!(
            answered(template).await,
            Err(InvokeError::CannotInvoke(name.to_owned()))
        );
    }
}

#[tokio::test]
async fn what_is_no_json_is_no_answer() {
    for body in ["", "done"] {
        let template = ResponseTemplate::new(200).set_body_string(body);
        assert_eq!(answered(template).await, Err(InvokeError::Unrecognizable));
    }
}

#[tokio::test]
async fn nobody_there_is_an_error_of_the_service() {
    let functions = one(function("http://127.0.0.1:1".to_owned(), None, None));
    assert_eq!(
        functions.invoke(ARN, &json!({})).await,
        Err(InvokeError::unreachable())
    );
}

#[tokio::test]
async fn a_function_that_is_not_mapped_is_not_there() {
    let functions = one(function("http://127.0.0.1:1".to_owned(), None, None));
    assert_eq!(
        functions.invoke(&format!("{ARN}-other"), &json!({})).await,
        Err(InvokeError::not_found())
    );
}

#[tokio::test]
async fn calls_are_signed_for_the_functions_region() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&server)
        .await;
    let clock = TestClock::default();
    let key = Credentials::new("AKIDEXAMPLE", "the secret", None, None, "test");
    let signer = Signer {
        region: "eu-west-1".to_owned(),
        credentials: SharedCredentialsProvider::new(key.clone()),
        clock: Arc::new(clock.clone()),
    };
    let functions = one(function(server.uri(), None, Some(signer)));
    functions.invoke(ARN, &json!({ "a": 1 })).await.unwrap();
    let received = server.received_requests().await.unwrap().remove(0);
    let identity = key.into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("lambda")
        .time(UNIX_EPOCH + Duration::from_secs(seconds(&clock).try_into().unwrap()))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let headers = [
        ("content-type", "application/json"),
        ("x-amz-invocation-type", "RequestResponse"),
    ];
    let url = format!("{}{PATH}", server.uri());
    let body = SignableBody::Bytes(&received.body);
    let signable = SignableRequest::new("POST", url, headers.into_iter(), body).unwrap();
    let (instructions, _) = sign(signable, &params).unwrap().into_parts();
    let mut expected = http::Request::post("/").body(()).unwrap();
    instructions.apply_to_request_http1x(&mut expected);
    assert_eq!(
        received.headers["authorization"],
        expected.headers()["authorization"]
    );
    assert!(
        received.headers["authorization"]
            .to_str()
            .unwrap()
            .contains("/eu-west-1/lambda/aws4_request")
    );
}
