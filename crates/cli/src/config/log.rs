//! `[log]`: how much is logged, and in which form.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::context::Context;

/// `[log]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawLog {
    level: Option<String>,
    format: Option<String>,
}

/// How much is logged, and in which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Log {
    /// Levels and targets.
    pub(crate) level: String,
    /// The form.
    pub(crate) format: LogFormat,
}

/// The form of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

impl LogFormat {
    /// As it is written.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl Log {
    pub(crate) fn read(raw: RawLog, context: &mut Context) -> Self {
        let level = context.checked(
            "log.level",
            raw.level,
            "write error, warn, info, debug or trace, or a target and a level such as poolgate_gateway=debug",
            |text| EnvFilter::try_new(text).map(|_| text.to_owned()),
        );
        let format =
            context.checked(
                "log.format",
                raw.format,
                "write text or json",
                |text| match text {
                    "text" => Ok(LogFormat::Text),
                    "json" => Ok(LogFormat::Json),
                    _ => Err(()),
                },
            );
        Self {
            level: level.unwrap_or_else(|| "info".to_owned()),
            format: format.unwrap_or(LogFormat::Text),
        }
    }
}
