//! The wire: targets, headers, bodies that are wrong, signatures, CORS.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn an_error_has_cognitos_body_and_headers() {
    let pool = TestPool::new().await;
    let answer = pool.sign_in_with("nobody", "x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.text,
        r#"{"__type":"UserNotFoundException","message":"User does not exist."}"#
    );
    assert_eq!(answer.headers["x-amzn-errortype"], "UserNotFoundException:");
    assert_eq!(
        answer.headers["x-amzn-errormessage"],
        "User does not exist."
    );
    assert_eq!(answer.headers["content-type"], "application/x-amz-json-1.1");
    assert_eq!(answer.headers["x-amzn-requestid"].len(), 36);
}

#[tokio::test]
async fn an_unknown_operation_is_told_from_one_that_is_not_built() {
    let pool = TestPool::new().await;
    for request in [
        TestPool::request("Nonsense", "{}"),
        TestPool::request("signUp", "{}"),
        Request::post("/")
            .header("host", "localhost")
            .body(Body::from("{}"))
            .unwrap(),
        Request::post("/")
            .header("x-amz-target", "Other.SignUp")
            .body(Body::from("{}"))
            .unwrap(),
    ] {
        let answer = pool.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (400, r#"{"__type":"UnknownOperationException"}"#)
        );
    }
    let answer = pool
        .admin(
            "ListUserPoolReplicas",
            json!({ "UserPoolId": pool.pool_id }),
        )
        .await;
    assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED);
    assert_eq!(
        answer.error(),
        (
            "NotImplementedException",
            "Poolgate does not do the operation ListUserPoolReplicas yet."
        )
    );
}

#[tokio::test]
async fn every_operation_of_the_model_answers_an_empty_request_without_a_fault_of_the_server() {
    let pool = TestPool::new().await;
    for operation in &poolgate_pool_api::OPERATIONS {
        let answer = pool.admin(operation.name, json!({})).await;
        assert!(
            answer.status.is_client_error() || answer.status == StatusCode::NOT_IMPLEMENTED,
            "{}: {}",
            operation.name,
            answer.text
        );
    }
}

#[tokio::test]
async fn broken_bodies_are_serialization_errors() {
    let pool = TestPool::new().await;
    let bare = r#"{"__type":"SerializationException"}"#;
    let deep = "[".repeat(100_000);
    for body in [
        "{",
        "nonsense",
        "[]",
        "5",
        "\"text\"",
        "{\"a\":}",
        "\u{0}",
        deep.as_str(),
    ] {
        let answer = pool
            .send(TestPool::request("SignUp", body.to_owned()))
            .await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (400, bare));
    }
    let answer = pool.call("SignUp", json!({ "ClientId": 5 })).await;
    assert_eq!(
        answer.error(),
        (
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String"
        )
    );
    let invalid_utf8 = TestPool::request("SignUp", vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']);
    assert_eq!(pool.send(invalid_utf8).await.text, bare);
}

#[tokio::test]
async fn an_empty_body_counts_as_an_empty_object() {
    let pool = TestPool::new().await;
    let answer = pool.send(TestPool::request("GetUser", "")).await;
    assert_eq!(
        answer.error(),
        (
            "InvalidParameterException",
            "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null"
        )
    );
}

#[tokio::test]
async fn giant_bodies_are_refused_before_they_are_read_whole() {
    let pool = TestPool::new().await;
    let answer = pool
        .send(TestPool::request("SignUp", vec![b' '; 300 * 1024]))
        .await;
    assert_eq!(
        (answer.status, answer.error().0),
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLargeException"
        )
    );
}

#[tokio::test]
async fn oversized_members_are_named() {
    let pool = TestPool::new().await;
    let answer = pool.call("GetUser", json!({ "AccessToken": "a b" })).await;
    assert_eq!(
        answer.error(),
        (
            "InvalidParameterException",
            "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+"
        )
    );
    let answer = pool.call("SignUp", json!({ "ClientId": pool.client_id, "Username": "u".repeat(129), "Password": "p".repeat(257) })).await;
    let (kind, text) = answer.error();
    assert_eq!(kind, "InvalidParameterException");
    assert!(
        text.starts_with("2 validation errors detected: Value at 'username'"),
        "{text}"
    );
    assert!(text.contains("Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256"), "{text}");
}

#[tokio::test]
async fn r57_signed_operations_without_a_signature_are_refused() {
    let pool = TestPool::new().await;
    for operation in [
        "ListUserPools",
        "AdminGetUser",
        "DeleteUserPool",
        "ListUsers",
    ] {
        let answer = pool
            .call(
                operation,
                json!({ "MaxResults": 1, "UserPoolId": pool.pool_id }),
            )
            .await;
        assert_eq!(
            answer.error(),
            (
                "MissingAuthenticationTokenException",
                "Missing Authentication Token"
            ),
            "{operation}"
        );
    }
    let mut request = TestPool::request("ListUserPools", "{}");
    request
        .headers_mut()
        .insert("authorization", "Bearer abc".parse().unwrap());
    assert_eq!(
        pool.send(request).await.error().0,
        "MissingAuthenticationTokenException"
    );
    let mut request = TestPool::request("ListUserPools", "{}");
    request.headers_mut().insert(
        "authorization",
        "AWS4-HMAC-SHA256 nonsense".parse().unwrap(),
    );
    assert_eq!(
        pool.send(request).await.error().0,
        "IncompleteSignatureException"
    );
}

#[tokio::test]
async fn any_signature_counts_for_local_callers_alone() {
    let pool = TestPool::new().await;
    let signature = "AWS4-HMAC-SHA256 Credential=a/20261120/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0";
    for (name, value) in [
        ("host", "pool.example.com"),
        ("x-forwarded-for", "127.0.0.1"),
        ("origin", "https://example.com"),
    ] {
        let mut request = TestPool::request("ListUserPools", r#"{"MaxResults":1}"#);
        request
            .headers_mut()
            .insert("authorization", signature.parse().unwrap());
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(
            pool.send(request).await.error(),
            (
                "UnrecognizedClientException",
                "The security token included in the request is invalid."
            ),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_bearer_header_on_an_unsigned_operation_is_ignored() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let mut request = TestPool::request(
        "GetUser",
        json!({ "AccessToken": tokens["AccessToken"] }).to_string(),
    );
    request
        .headers_mut()
        .insert("authorization", "Bearer abc".parse().unwrap());
    pool.send(request).await.ok();
}

#[tokio::test]
async fn browsers_of_every_origin_may_call() {
    let pool = TestPool::new().await;
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri("/")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .body(Body::empty())
        .unwrap();
    let answer = pool.send(preflight).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.headers["access-control-max-age"], "172800");
    assert!(
        answer.headers["access-control-allow-headers"]
            .to_str()
            .unwrap()
            .contains("x-amz-target")
    );
    assert!(
        !answer
            .headers
            .contains_key("access-control-allow-credentials")
    );
    let mut request = TestPool::request("GetUser", "{}");
    request
        .headers_mut()
        .insert("origin", "https://app.example.com".parse().unwrap());
    let answer = pool.send(request).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(
        answer.headers["access-control-expose-headers"],
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
    );
}

#[tokio::test]
async fn accounts_and_regions_see_their_own_pools() {
    let pool = TestPool::new().await;
    let describe = async |key: &str, region: &str| {
        let signature = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20261120/{region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0"
        );
        let body = json!({ "UserPoolId": pool.pool_id }).to_string();
        let mut request = TestPool::request("DescribeUserPool", body);
        request
            .headers_mut()
            .insert("authorization", signature.parse().unwrap());
        pool.send(request).await.status.as_u16()
    };
    assert_eq!(describe("anything", "us-east-1").await, 200);
    assert_eq!(describe("123456789012", "us-east-1").await, 200);
    assert_eq!(describe("210987654321", "us-east-1").await, 400);
    assert_eq!(describe("anything", "eu-west-1").await, 400);
}
