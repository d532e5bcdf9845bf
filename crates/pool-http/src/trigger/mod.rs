//! How the functions behind triggers are run: by the API of AWS Lambda, as webhooks, or as commands of this machine.

mod answer;
mod command;
mod functions;
mod http_client;
mod lambda;
mod webhook;

pub use command::Command;
pub use functions::{Functions, Target};
pub use http_client::HttpClient;
pub use lambda::{LambdaFunction, Signer};
pub use webhook::Webhook;
