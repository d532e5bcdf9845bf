//! The numbers themselves, on a recorder of their own.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use crate::table::{ALL, Kind, Metric};

/// From a call inside the process to the longest that a request may take.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// After how many measurements they are put into their buckets: they wait in memory, and perhaps nobody
/// reads the page.
const UPKEEP: u32 = 1024;

const METADATA: Metadata<'static> = Metadata::new("poolgate", Level::INFO, None);

/// The numbers of one program. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    measured: AtomicU32,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Numbers that all begin at nothing.
    pub fn new() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        for metric in ALL {
            let help = metric.help.into();
            match metric.kind {
                Kind::Counter => recorder.describe_counter(metric.name.into(), None, help),
                Kind::Gauge => recorder.describe_gauge(metric.name.into(), None, help),
                Kind::Histogram => recorder.describe_histogram(metric.name.into(), None, help),
            }
        }
        Self(Arc::new(Inner {
            handle: recorder.handle(),
            recorder,
            measured: AtomicU32::new(0),
        }))
    }

    /// Counts one. The values belong to the labels of the metric, in their order.
    pub fn count(&self, metric: Metric, values: &[&str]) {
        debug_assert_eq!(metric.kind, Kind::Counter);
        let key = key(metric, values);
        self.0
            .recorder
            .register_counter(&key, &METADATA)
            .increment(1);
    }

    /// Shows a counter from now on, also while there is nothing to count: a rise from nothing is seen then.
    pub fn expect(&self, metric: Metric) {
        debug_assert_eq!(metric.kind, Kind::Counter);
        let counter = self
            .0
            .recorder
            .register_counter(&key(metric, &[]), &METADATA);
        counter.increment(0);
    }

    /// Sets a gauge.
    pub fn set(&self, metric: Metric, values: &[&str], number: f64) {
        debug_assert_eq!(metric.kind, Kind::Gauge);
        let key = key(metric, values);
        self.0.recorder.register_gauge(&key, &METADATA).set(number);
    }

    /// Notes how long something took.
    pub fn took(&self, metric: Metric, values: &[&str], time: Duration) {
        debug_assert_eq!(metric.kind, Kind::Histogram);
        let key = key(metric, values);
        let histogram = self.0.recorder.register_histogram(&key, &METADATA);
        histogram.record(time.as_secs_f64());
        if self.0.measured.fetch_add(1, Ordering::Relaxed) % UPKEEP == UPKEEP - 1 {
            self.0.handle.run_upkeep();
        }
    }

    /// One more in a gauge, until the answer is dropped.
    pub fn flight(&self, metric: Metric) -> Flight {
        debug_assert_eq!(metric.kind, Kind::Gauge);
        let gauge = self.0.recorder.register_gauge(&key(metric, &[]), &METADATA);
        gauge.increment(1.0);
        Flight(gauge)
    }

    /// All numbers, in the text format of Prometheus.
    pub fn render(&self) -> String {
        self.0.handle.render()
    }
}

/// Something that is under way, and counted as long as it is.
#[derive(Debug)]
pub struct Flight(metrics::Gauge);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

fn key(metric: Metric, values: &[&str]) -> Key {
    debug_assert_eq!(metric.labels.len(), values.len(), "{}", metric.name);
    let labels = metric.labels.iter().zip(values);
    let labels = labels.map(|(name, value)| Label::new(*name, (*value).to_owned()));
    Key::from_parts(metric.name, labels.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{HTTP_IN_FLIGHT, HTTP_REQUEST_DURATION, HTTP_REQUESTS};

    #[test]
    fn numbers_are_read_back_and_belong_to_one_program() {
        let (metrics, other) = (Metrics::new(), Metrics::new());
        metrics.count(HTTP_REQUESTS, &["GET", "/me", "200"]);
        metrics.count(HTTP_REQUESTS, &["GET", "/me", "200"]);
        metrics.took(
            HTTP_REQUEST_DURATION,
            &["GET", "/me"],
            Duration::from_millis(3),
        );
        let flight = metrics.flight(HTTP_IN_FLIGHT);
        let text = metrics.render();
        for line in [
            "# TYPE poolgate_http_requests_total counter",
            r#"poolgate_http_requests_total{method="GET",route="/me",status="200"} 2"#,
            r#"poolgate_http_request_duration_seconds_bucket{method="GET",route="/me",le="0.0025"} 0"#,
            r#"poolgate_http_request_duration_seconds_bucket{method="GET",route="/me",le="0.005"} 1"#,
            "poolgate_http_requests_in_flight 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        drop(flight);
        assert!(
            metrics
                .render()
                .contains("poolgate_http_requests_in_flight 0")
        );
        assert!(!other.render().contains("/me"));
    }

    #[test]
    fn names_follow_the_customs() {
        for metric in ALL {
            let total = metric.name.ends_with("_total");
            assert_eq!(total, metric.kind == Kind::Counter, "{}", metric.name);
            let ours = metric.name.starts_with("poolgate_") || metric.name.starts_with("process_");
            assert!(ours && metric.help.ends_with('.'), "{}", metric.name);
        }
        let mut names: Vec<_> = ALL.iter().map(|metric| metric.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
