//! A function that is a command of this machine: the event on standard input, the answer on standard output.

use std::process::Stdio;

use poolgate_pool::trigger::InvokeError;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::answer::{self, LARGEST};

/// What a command sees of our environment. The rest holds secrets that are none of its business.
const ENVIRONMENT: &[&str] = &["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"];

/// The longest message of a command that failed.
const LONGEST_MESSAGE: usize = 1024;

/// A command, without a shell.
#[derive(Debug)]
pub struct Command {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl Command {
    /// Runs the command. It is killed where nobody waits for it any more.
    pub(super) async fn invoke(&self, event: String) -> Result<Value, InvokeError> {
        let mut command = tokio::process::Command::new(&self.program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(
                ENVIRONMENT
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|_| InvokeError::not_found())?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(InvokeError::unreachable());
        };
        let write = async {
            // A command that answers without having read everything may do so.
            let _ = input.write_all(event.as_bytes()).await;
            drop(input);
        };
        let ((), output, errors) = tokio::join!(write, whole(output), whole(errors));
        let status = child.wait().await.map_err(|_| InvokeError::unreachable())?;
        if !status.success() {
            return Err(InvokeError::Function(message(&errors?)));
        }
        answer::event(&output?)
    }
}

/// Everything that a command says, unless it is too much.
async fn whole(from: impl AsyncRead + Unpin) -> Result<Vec<u8>, InvokeError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let read = from.take(most).read_to_end(&mut bytes).await;
    match read {
        Ok(count) if count < LARGEST => Ok(bytes),
        Ok(_) => Err(InvokeError::Unrecognizable),
        Err(_) => Err(InvokeError::unreachable()),
    }
}

/// What a command that failed has said last: for programs with a stack trace, the error itself.
fn message(errors: &[u8]) -> String {
    let text = String::from_utf8_lossy(errors);
    let last = text
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    last.unwrap_or("the command failed")
        .chars()
        .take(LONGEST_MESSAGE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn the_last_line_is_the_message() {
        assert_eq!(
            message(b"Traceback:\n  a\nException: not you\n\n"),
            "Exception: not you"
        );
        assert_eq!(message(b""), "the command failed");
    }
}
