//! A call centre's application with the gateway nested in it: both on one origin, one program.
//!
//! Public and guarded routes, a list of customers that is uploaded as CSV, calls that are posted to a configured URL, and
//! WebSockets. The gateway answers `/auth/*` and everything else that the application has no route for.

mod answer;
mod app;
mod calls;
mod customers;
mod pages;
mod settings;
mod sockets;
mod telephony;
mod upload;

use std::net::SocketAddr;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::settings::Settings;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let listener = tokio::net::TcpListener::bind(&settings.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", settings.listen))?;
    let address = listener.local_addr()?;
    let app = App::new(settings).await?;
    println!("The voice assistant is at http://{address}");
    let service = app
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await?;
    Ok(())
}
