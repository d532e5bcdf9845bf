//! Puts the parts together: the embedded pool, the gateway in front of a pool, the listeners.

mod data;
mod gateway;
mod keys;
mod listen;
mod logs;
mod mail;
mod pool;
mod prompt;
mod running;
mod start_page;
mod target;

pub(crate) use data::open_data;
pub(crate) use gateway::{gateway, pool_client, remote_client};
pub(crate) use listen::{Bound, Listener, serve_all};
pub(crate) use logs::{start_json_logs, start_logs};
pub(crate) use mail::{mailbox, workers};
pub(crate) use pool::{EmbeddedPool, development};
pub(crate) use running::Running;
pub(crate) use start_page::StartPage;
pub(crate) use target::{Place, Target};
