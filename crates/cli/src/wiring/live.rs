//! The gateway's routes as they are at the moment: settings that change while it runs put others in their place.

use std::sync::Arc;

use anyhow::Result;
use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::Request;
use poolgate_gateway::Gateway;
use tower::{ServiceExt as _, service_fn};

use super::gateway::apply;
use crate::config::Config;

/// The gateway that answers.
#[derive(Clone)]
pub(crate) struct Live {
    gateway: Arc<ArcSwap<Gateway>>,
    router: Arc<ArcSwap<Router>>,
}

impl Live {
    /// Begins with this one.
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self {
            router: Arc::new(ArcSwap::from_pointee(gateway.router())),
            gateway: Arc::new(ArcSwap::from_pointee(gateway)),
        }
    }

    /// The gateway of the moment.
    pub(crate) fn gateway(&self) -> Arc<Gateway> {
        self.gateway.load_full()
    }

    /// Routes that lead to the gateway of the moment. A request that runs ends where it began.
    pub(crate) fn router(&self) -> Router {
        let current = Arc::clone(&self.router);
        Router::new().fallback_service(service_fn(move |request: Request| {
            let router = Router::clone(&current.load());
            router.oneshot(request)
        }))
    }

    /// A gateway with other settings, that does not answer yet.
    pub(crate) fn with_settings(&self, config: &Config) -> Result<Gateway> {
        let current = self.gateway();
        let mut settings = current.config().clone();
        apply(config, &mut settings)?;
        Ok(current.with_settings(settings)?)
    }

    /// From now on this one answers.
    pub(crate) fn put(&self, gateway: Gateway) {
        self.router.store(Arc::new(gateway.router()));
        self.gateway.store(Arc::new(gateway));
    }
}
