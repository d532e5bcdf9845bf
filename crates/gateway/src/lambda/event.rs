//! An event of AWS Lambda as a request of the router.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use http::header::HOST;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Uri};
use lambda_http::request::RequestContext;
use lambda_http::{Body as EventBody, RequestExt as _};

/// The request of an event; nothing where its path is none.
pub(super) fn request(event: lambda_http::Request) -> Option<Request> {
    let context = event.request_context_ref();
    let path = path(&event, context)?;
    let address = context.and_then(|context| address(context, event.headers()));
    let (mut parts, body) = event.into_parts();
    if let Some(authority) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.entry(HOST).or_insert(host);
    }
    parts.uri = Uri::from(path);
    if let Some(address) = address {
        parts
            .extensions
            .insert(ConnectInfo(SocketAddr::new(address, 0)));
    }
    let body = match body {
        EventBody::Text(text) => Body::from(text),
        EventBody::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    };
    Some(Request::from_parts(parts, body))
}

/// The path as it would be without API Gateway, with the query.
fn path(event: &lambda_http::Request, context: Option<&RequestContext>) -> Option<PathAndQuery> {
    let stage = match context {
        Some(RequestContext::ApiGatewayV1(context)) => context.stage.as_deref(),
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        _ => None,
    };
    let mut path = event.uri().path();
    if let Some(stage) = stage.filter(|stage| *stage != "$default") {
        let rest = path
            .strip_prefix('/')
            .and_then(|path| path.strip_prefix(stage));
        path = match rest {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        };
    }
    match event.uri().query() {
        Some(query) => format!("{path}?{query}").parse().ok(),
        None => path.parse().ok(),
    }
}

/// Who calls, as AWS has seen it. A load balancer says it at the end of `X-Forwarded-For`; what stands
/// before is the caller's own word.
fn address(context: &RequestContext, headers: &HeaderMap) -> Option<IpAddr> {
    match context {
        RequestContext::ApiGatewayV1(context) => {
            context.identity.source_ip.as_deref()?.parse().ok()
        }
        RequestContext::ApiGatewayV2(context) => context.http.source_ip.as_deref()?.parse().ok(),
        RequestContext::Alb(_) => {
            let last = headers.get_all("x-forwarded-for").iter().next_back()?;
            let last = last.to_str().ok()?.rsplit(',').next()?.trim();
            // A load balancer can be set to keep the port.
            last.parse::<IpAddr>()
                .or_else(|_| last.parse::<SocketAddr>().map(|socket| socket.ip()))
                .ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use serde_json::{Value, json};

    use super::*;

    fn read(event: &Value) -> Request {
        let event = lambda_http::request::from_str(&event.to_string()).expect("an event");
        request(event).expect("a request")
    }

    fn peer(request: &Request) -> String {
        let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
        info.map_or_else(|| "none".to_owned(), |info| info.0.ip().to_string())
    }

    fn rest(stage: &str, path: &str) -> Value {
        json!({
            "resource": "/{proxy+}", "path": path, "httpMethod": "POST",
            "headers": {"Host": "abc.execute-api.eu-west-1.amazonaws.com", "X-Forwarded-For": "9.9.9.9, 198.51.100.7"},
            "multiValueHeaders": {"Host": ["abc.execute-api.eu-west-1.amazonaws.com"], "X-Forwarded-For": ["9.9.9.9, 198.51.100.7"]},
            "queryStringParameters": {"a": "1"}, "multiValueQueryStringParameters": {"a": ["1", "2"]},
            "requestContext": {
                "accountId": "123456789012", "apiId": "abc", "stage": stage, "httpMethod": "POST",
                "identity": {"sourceIp": "198.51.100.7"}, "path": format!("/{stage}{path}"),
                "requestId": "r", "resourceId": "x", "resourcePath": "/{proxy+}", "protocol": "HTTP/1.1",
            },
            "body": "{}", "isBase64Encoded": false,
        })
    }

    fn http(stage: &str, raw_path: &str) -> Value {
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": raw_path, "rawQueryString": "a=%20b",
            "cookies": ["one=1", "two=2"], "headers": {"host": "abc.execute-api.eu-west-1.amazonaws.com"},
            "requestContext": {
                "accountId": "123456789012", "apiId": "abc", "stage": stage, "requestId": "r",
                "domainName": "abc.execute-api.eu-west-1.amazonaws.com", "routeKey": "$default",
                "http": {"method": "GET", "path": raw_path, "protocol": "HTTP/1.1", "sourceIp": "2001:db8::7", "userAgent": "t"},
                "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1_583_348_638_390_u64,
            },
            "isBase64Encoded": false,
        })
    }

    fn alb(headers: &Value) -> Value {
        json!({
            "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/y"}},
            "httpMethod": "POST", "path": "/auth/login", "queryStringParameters": {}, "headers": headers,
            "body": "aGk=", "isBase64Encoded": true,
        })
    }

    #[test]
    fn the_stage_is_no_part_of_the_path() {
        for (event, expected) in [
            (rest("prod", "/auth/login"), "/auth/login?a=1&a=2"),
            (rest("prod", "/prod"), "/prod?a=1&a=2"),
            (http("$default", "/auth/me"), "/auth/me?a=%20b"),
            (http("prod", "/prod/auth/me"), "/auth/me?a=%20b"),
            (http("prod", "/product"), "/product?a=%20b"),
            (http("prod", "/a b/ü"), "/a%20b/%C3%BC?a=%20b"),
        ] {
            assert_eq!(read(&event).uri().to_string(), expected);
        }
    }

    #[test]
    fn r60_the_caller_is_who_aws_has_seen() {
        assert_eq!(peer(&read(&rest("prod", "/"))), "198.51.100.7");
        assert_eq!(peer(&read(&http("$default", "/"))), "2001:db8::7");
        for seen in [
            "9.9.9.9, 198.51.100.7",
            "198.51.100.7",
            "9.9.9.9,198.51.100.7:4711",
        ] {
            let event = alb(&json!({"host": "a", "x-forwarded-for": seen}));
            assert_eq!(peer(&read(&event)), "198.51.100.7", "{seen}");
        }
        assert_eq!(peer(&read(&alb(&json!({"host": "a"})))), "none");
    }

    #[tokio::test]
    async fn bodies_cookies_and_the_host_arrive() {
        let request = read(&alb(&json!({"host": "auth.example.com"})));
        assert_eq!(request.headers()["host"], "auth.example.com");
        let body = to_bytes(request.into_body(), 100).await.expect("a body");
        assert_eq!(body, "hi");
        let request = read(&http("$default", "/"));
        assert_eq!(request.headers()["cookie"], "one=1; two=2");
    }
}
