//! How functions are run: over real sockets, and as real processes.

mod command;
mod lambda;
mod webhook;

use poolgate_pool::Clock;
use poolgate_pool_http::trigger::{Functions, Target};
use poolgate_testkit::TestClock;

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:hook";

/// One function, as it is run.
fn one(target: Target) -> Functions {
    [(ARN.to_owned(), target)].into_iter().collect()
}

/// A time, in seconds.
fn seconds(clock: &TestClock) -> i64 {
    clock.now().0.div_euclid(1000)
}
