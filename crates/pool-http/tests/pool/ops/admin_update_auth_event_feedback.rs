//! AdminUpdateAuthEventFeedback.
//!
//! Differs: the feedback is noted, and teaches nothing, since there is no risk model.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::admin_list_user_auth_events::{audited, events};
use super::make_groups::call;

#[tokio::test]
async fn the_feedback_stands_with_the_event() {
    let pool = audited().await;
    pool.user("ada").await;
    let id = events(&pool).await[0]["EventId"].clone();
    for value in ["Valid", "Invalid"] {
        let feedback = json!({ "Username": "ada", "EventId": id, "FeedbackValue": value });
        let answer = call(&pool, "AdminUpdateAuthEventFeedback", feedback).await;
        assert_eq!(answer.ok(), json!({}));
        let event = events(&pool).await.remove(0);
        assert_eq!(event["EventFeedback"]["FeedbackValue"], value);
        assert_eq!(event["EventFeedback"]["Provider"], "Admin");
    }
}

#[tokio::test]
async fn unknown_events_and_users_are_named() {
    let pool = audited().await;
    pool.user("ada").await;
    pool.user("bob").await;
    let id = events(&pool).await[0]["EventId"].clone();
    for (user, event, exception) in [
        ("ada", json!("unknown"), "ResourceNotFoundException"),
        ("bob", id.clone(), "ResourceNotFoundException"),
        ("eve", id, "UserNotFoundException"),
    ] {
        let feedback = json!({ "Username": user, "EventId": event, "FeedbackValue": "Valid" });
        let refused = call(&pool, "AdminUpdateAuthEventFeedback", feedback).await;
        assert_eq!(refused.error().0, exception);
    }
    let off = TestPool::new().await;
    let feedback = json!({ "Username": "ada", "EventId": "x", "FeedbackValue": "Valid" });
    let refused = call(&off, "AdminUpdateAuthEventFeedback", feedback).await;
    assert_eq!(refused.error().0, "UserPoolAddOnNotEnabledException");
}
