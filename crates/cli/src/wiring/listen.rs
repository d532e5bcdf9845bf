//! Listeners: bound before anything is announced, and drained before the process ends.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use http::HeaderValue;
use http::header::HOST;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use poolgate_mail::Worker;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::prompt::Prompt;
use super::signals::Stop;

/// How long a caller may take to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);

/// How long requests that run may still take when the process is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// The largest head of a request.
const HEADER_BYTES: usize = 16 * 1024;

/// A bound address.
pub(crate) struct Bound {
    listener: TcpListener,
    /// The address, with the port that was given where 0 was asked for.
    pub(crate) address: SocketAddr,
}

impl Bound {
    /// Binds an address.
    pub(crate) fn new(address: SocketAddr, flag: &str) -> Result<Self> {
        let listener = TcpListener::bind(address).with_context(|| {
            format!("cannot listen on {address}; choose another address with {flag}")
        })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }
}

/// A bound address and what is served there.
pub(crate) struct Listener {
    /// Where.
    pub(crate) bound: Bound,
    /// What.
    pub(crate) router: Router,
    /// Under which certificate; none for plain HTTP.
    pub(crate) tls: Option<RustlsConfig>,
}

impl Listener {
    /// Plain HTTP.
    pub(crate) const fn plain(bound: Bound, router: Router) -> Self {
        Self {
            bound,
            router,
            tls: None,
        }
    }

    async fn serve(self, handle: Handle<SocketAddr>) -> std::io::Result<()> {
        let service = self
            .router
            .layer(axum::middleware::map_request(with_host))
            .into_make_service_with_connect_info::<SocketAddr>();
        let server = axum_server::from_tcp(self.bound.listener)?.handle(handle);
        if let Some(config) = self.tls {
            let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
            let mut server = server.acceptor(Prompt::new(acceptor, HEADER_TIMEOUT));
            bound_headers(server.http_builder());
            server.serve(service).await
        } else {
            let prompt = Prompt::new(NoDelayAcceptor::new(), HEADER_TIMEOUT);
            let mut server = server.acceptor(prompt);
            bound_headers(server.http_builder());
            server.serve(service).await
        }
    }
}

fn bound_headers(builder: &mut Builder<TokioExecutor>) {
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(16 * 1024);
}

/// How the end begins.
pub(crate) struct Ending {
    /// How long the listeners stay open after the order to stop.
    pub(crate) delay: Duration,
    /// Says to who asks that the program is about to stop.
    pub(crate) announce: Box<dyn FnOnce() + Send>,
}

/// Serves until SIGTERM or SIGINT, then lets running requests and mails end. A second signal ends at once.
pub(crate) async fn serve_all(
    listeners: Vec<Listener>,
    workers: Vec<Worker>,
    ending: Ending,
) -> Result<()> {
    let mut order = Stop::listen()?;
    let (stop, stopped) = watch::channel(false);
    let mut deliveries = JoinSet::new();
    for worker in workers {
        let mut stopped = stopped.clone();
        deliveries.spawn(worker.run(async move {
            // A sender that is gone means the same.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
    }
    let handle: Handle<SocketAddr> = Handle::new();
    let mut servers = JoinSet::new();
    for listener in listeners {
        servers.spawn(listener.serve(handle.clone()));
    }
    tokio::select! {
        () = order.comes() => tracing::info!("stopping: running requests may end within {} s", DRAIN.as_secs()),
        Some(ended) = servers.join_next() => ended??,
    }
    (ending.announce)();
    let drained = async {
        tokio::time::sleep(ending.delay).await;
        handle.graceful_shutdown(Some(DRAIN));
        while let Some(ended) = servers.join_next().await {
            ended??;
        }
        // After the requests: they may have sent something yet.
        let _ = stop.send(true);
        if tokio::time::timeout(DRAIN, deliveries.join_all())
            .await
            .is_err()
        {
            tracing::warn!("a mail was under way at the end; it may arrive twice");
        }
        Ok(())
    };
    tokio::select! {
        ended = drained => ended,
        () = order.comes() => {
            tracing::warn!("a second signal: ending at once, with requests under way");
            handle.shutdown();
            Ok(())
        }
    }
}

/// HTTP/2 names the host in the target (RFC 9113, section 8.3.1); signatures, and who gets development
/// features, are checked by the header.
async fn with_host(mut request: Request) -> Request {
    let authority = request.uri().authority();
    if let Some(host) = authority.and_then(|name| HeaderValue::from_str(name.as_str()).ok()) {
        request.headers_mut().entry(HOST).or_insert(host);
    }
    request
}
