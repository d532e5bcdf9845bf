//! Commands.

use std::time::Duration;

use poolgate_pool::trigger::{InvokeError, InvokeTrigger, Tries};
use poolgate_pool_http::trigger::{Command, Target};
use serde_json::{Value, json};

use super::{ARN, one};

fn python(script: &str) -> Target {
    Target::Command(Command {
        program: "python3".to_owned(),
        arguments: vec!["-c".to_owned(), script.to_owned()],
    })
}

async fn ran(script: &str) -> Result<Value, InvokeError> {
    one(python(script)).invoke(ARN, &json!({ "a": 1 })).await
}

#[tokio::test]
async fn the_event_comes_on_standard_input_and_the_answer_on_standard_output() {
    let script = "import json, sys; event = json.load(sys.stdin); event['b'] = 2; json.dump(event, sys.stdout)";
    assert_eq!(ran(script).await, Ok(json!({ "a": 1, "b": 2 })));
}

#[tokio::test]
async fn a_warning_is_no_failure() {
    let script = "import sys; sys.stdin.read(); print('careful', file=sys.stderr); print('{}')";
    assert_eq!(ran(script).await, Ok(json!({})));
}

#[tokio::test]
async fn a_command_that_fails_is_told_by_its_last_line() {
    for (script, message) in [
        ("raise Exception('not you')", "Exception: not you"),
        ("import sys; sys.exit('no')", "no"),
        ("import sys; sys.exit(3)", "the command failed"),
    ] {
        assert_eq!(
            ran(script).await,
            Err(InvokeError::Function(message.to_owned()))
        );
    }
}

#[tokio::test]
async fn a_command_that_reads_nothing_may_answer() {
    assert_eq!(ran("print('[]')").await, Ok(json!([])));
}

#[tokio::test]
async fn what_is_no_json_is_no_answer() {
    assert_eq!(ran("print('done')").await, Err(InvokeError::Unrecognizable));
    assert_eq!(ran("pass").await, Err(InvokeError::Unrecognizable));
}

#[tokio::test]
async fn a_program_that_is_not_there_cannot_be_run() {
    let target = Target::Command(Command {
        program: "/nowhere/at/all".to_owned(),
        arguments: Vec::new(),
    });
    assert_eq!(
        one(target).invoke(ARN, &json!({})).await,
        Err(InvokeError::not_found())
    );
}

#[tokio::test]
async fn it_sees_nothing_of_our_environment_but_where_things_are() {
    let script = "import json, os; print(json.dumps(sorted(os.environ)))";
    let names = ran(script).await.unwrap();
    let has = |name: &str| names.as_array().unwrap().contains(&json!(name));
    assert!(has("PATH"));
    assert!(!has("CARGO_MANIFEST_DIR"));
    // Cargo sets it for us.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
}

#[tokio::test]
async fn a_command_that_never_ends_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let script = format!(
        "import os, time; open({:?}, 'w').write(str(os.getpid())); time.sleep(600)",
        file.display().to_string()
    );
    let tries = Tries::new(one(python(&script))).with_time(Duration::from_millis(1500));
    assert_eq!(
        tries.invoke(ARN, &json!({})).await,
        Err(InvokeError::timeout())
    );
    let pid = std::fs::read_to_string(&file).unwrap();
    let stat = format!("/proc/{pid}/stat");
    // Gone, or dead and not yet collected.
    let dead = || {
        let state = std::fs::read_to_string(&stat).unwrap_or_default();
        state.is_empty() || state.contains(") Z ")
    };
    let died = async {
        while !dead() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), died)
        .await
        .unwrap();
}
