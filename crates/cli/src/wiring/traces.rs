//! Traces for an OpenTelemetry collector: a span for each request, and one in it for each call of the user pool.
//!
//! Spans alone are sent, never the lines of the log. The collector is named by the variables of OpenTelemetry:
//! `OTEL_EXPORTER_OTLP_ENDPOINT` (and `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`).

use anyhow::{Context, Result};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Metadata};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;

use super::logs::{BoxedLayer, is_ours};

/// The spans that the AWS SDK makes of its calls: names and regions, no bodies.
const SDK: &str = "aws_sdk_cognitoidentityprovider";

/// What is on its way to the collector; it is sent when this is dropped. To be dropped outside of the runtime.
pub(crate) struct Traces(SdkTracerProvider);

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces did not reach the collector");
        }
    }
}

/// Starts tracing, where a collector is named.
pub(crate) fn start() -> Result<Option<(BoxedLayer, Traces)>> {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !named("OTEL_EXPORTER_OTLP_ENDPOINT") && !named("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
        return Ok(None);
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .build()
        .context("traces cannot be sent as the variables OTEL_… say")?;
    let mut resource = Resource::builder();
    if !named("OTEL_SERVICE_NAME") {
        resource = resource.with_service_name("poolgate");
    }
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource.build())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("poolgate"))
        .with_filter(filter_fn(is_sent))
        .boxed();
    Ok(Some((layer, Traces(provider))))
}

fn is_sent(metadata: &Metadata<'_>) -> bool {
    let ours = *metadata.level() <= Level::INFO && is_ours(metadata.target());
    metadata.is_span() && (ours || metadata.target().starts_with(SDK))
}
