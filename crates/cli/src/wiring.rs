//! Puts the parts together: the embedded pool, the gateway in front of a pool, the listeners.

mod audit_file;
mod credentials;
mod data;
mod function_sender;
mod gateway;
mod keys;
mod listen;
mod live;
mod logs;
mod mail;
mod metrics;
mod pool;
mod pool_door;
mod prompt;
mod reload;
mod running;
mod signals;
mod start_page;
mod target;
#[cfg(feature = "otlp")]
mod traces;
mod triggers;

pub(crate) use data::{open_data, redis_sessions};
pub(crate) use gateway::{gateway, pool_client, remote_client};
pub(crate) use listen::{Bound, Ending, Listener, serve_all};
pub(crate) use live::Live;
pub(crate) use logs::{Logs, start_json_logs, start_logs};
pub(crate) use mail::{Outboxes, mailbox, workers};
pub(crate) use metrics::{Measure, metrics, own_metrics, public_metrics};
pub(crate) use pool::{EmbeddedPool, development};
pub(crate) use pool_door::{Stopping, observed};
pub(crate) use reload::Reloader;
pub(crate) use running::Running;
pub(crate) use start_page::StartPage;
pub(crate) use target::{Place, Target};
