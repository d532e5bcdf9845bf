//! Whose pages and endpoints a request is for: the pool in the path, or the one whose domain the host is.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams};
use axum::response::Response;
use http::HeaderMap;
use http::header::HOST;
use http::request::Parts;
use poolgate_pool::model::Pool;
use poolgate_pool::{Caller, Ctx};
use poolgate_ui::{Failure, fail};

use super::cookie::is_secure;
use crate::service::PoolService;

/// The pool that a request is for.
pub(crate) struct Hosted {
    pub(crate) service: PoolService,
    pub(crate) pool: Arc<Pool>,
    /// What stands before the paths of this pool: nothing, or a slash and its id.
    pub(crate) base: String,
    /// From where the request comes.
    address: Option<IpAddr>,
}

impl Hosted {
    /// The context of an operation in this pool.
    pub(crate) fn ctx(&self) -> Ctx {
        let caller = Caller {
            region: self.pool.region.clone(),
            account: self.pool.account.clone(),
            address: self.address,
        };
        Ctx::new(Arc::clone(&self.service.engine), caller)
    }

    /// The same as browsers write it, with scheme and host.
    pub(crate) fn address(&self, headers: &HeaderMap, path: &str) -> String {
        self.address_at_root(headers, &self.path(path))
    }

    /// The same for a path that no pool has for itself.
    pub(crate) fn address_at_root(&self, headers: &HeaderMap, path: &str) -> String {
        let scheme = if is_secure(self, headers) {
            "https"
        } else {
            "http"
        };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.unwrap_or_default();
        format!("{scheme}://{host}{path}")
    }

    /// The address of one of the pool's own paths.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl FromRequestParts<PoolService> for Hosted {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &PoolService,
    ) -> Result<Self, Self::Rejection> {
        let parameters = RawPathParams::from_request_parts(parts, service).await.ok();
        let id = parameters.as_ref().and_then(|parameters| {
            let mut pairs = parameters.iter();
            pairs.find(|(name, _)| *name == "pool_id")
        });
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = peer.map(|ConnectInfo(peer)| peer.ip());
        let engine = &service.engine;
        let (found, base) = if let Some((_, id)) = id {
            (engine.pool_of_id(id).await, format!("/{id}"))
        } else {
            let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
            let host = host.unwrap_or_default();
            (engine.pool_of_host(host).await, String::new())
        };
        match found {
            Ok(Some(pool)) => Ok(Self {
                service: service.clone(),
                pool,
                base,
                address,
            }),
            Ok(None) => Err(fail(Failure::NotFound, &parts.headers)),
            Err(error) => {
                tracing::error!(%error, "whose pages these are cannot be read");
                Err(fail(Failure::Internal, &parts.headers))
            }
        }
    }
}
