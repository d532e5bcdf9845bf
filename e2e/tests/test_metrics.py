"""Numbers, as a real Prometheus reads them."""

import re
import shutil
import subprocess

import pytest
import requests

from world.binary import ROOT, free_port
from world.cognito import cognito
from world.gateway import Gateway
from world.smtp import SmtpStandIn
from world.waiting import until


@pytest.fixture
def busy(start):
    """A gateway that has done a bit of everything."""
    mails = SmtpStandIn()
    env = {
        "POOLGATE_SMTP_URL": mails.url,
        "POOLGATE_MAIL_FROM": "accounts@example.com",
        # Nobody listens there; who has no cookie does not notice.
        "POOLGATE_REDIS_URL": f"redis://127.0.0.1:{free_port()}",
    }
    server = start(env=env, limits=True)
    email = Gateway(server.gateway).user()
    login = {"email": email, "password": "Wrong-password-1"}
    for _ in range(61):
        requests.post(server.gateway + "/auth/login", json=login, timeout=5)
    requests.get(server.gateway + "/auth/me", headers={"Authorization": "Bearer a.b.c"}, timeout=5)
    requests.post(server.gateway + "/auth/refresh", json={"refresh_token": "r"}, timeout=5)
    cognito(server.pool, server.region).list_user_pools(MaxResults=1)
    until(lambda: "poolgate_mails_sent_total{" in page(server))
    return server


def page(server) -> str:
    answer = requests.get(server.gateway + "/metrics", timeout=5)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def names(text) -> set[str]:
    return set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))


def test_the_documentation_has_what_there_is_and_nothing_else(busy):
    documented = (ROOT / "docs" / "metrics.md").read_text()
    assert names(page(busy)) == set(re.findall(r"^\| `(\w+)` \| \w+ \|", documented, re.MULTILINE))


def test_promtool_finds_no_fault(busy):
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: run ./test, or install the package prometheus"
    done = subprocess.run(
        [promtool, "check", "metrics"], input=page(busy), capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_prometheus_scrapes_it(busy, tmp_path):
    prometheus = shutil.which("prometheus")
    assert prometheus, "prometheus is missing: run ./test, or install the package"
    targets = [url.removeprefix("http://") for url in (busy.gateway, busy.pool)]
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 300ms, scrape_timeout: 300ms}\n"
        f"scrape_configs: [{{job_name: poolgate, static_configs: [{{targets: {targets}}}]}}]\n"
    )
    address = f"127.0.0.1:{free_port()}"
    with open(tmp_path / "prometheus.txt", "wb") as log:
        process = subprocess.Popen(
            [
                prometheus,
                f"--config.file={config}",
                f"--storage.tsdb.path={tmp_path / 'tsdb'}",
                f"--web.listen-address={address}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        query = lambda text: ask(address, text)
        until(lambda: [value for _, value in query("up")] == ["1", "1"], seconds=30)
        failed = query('poolgate_auth_attempts_total{flow="login",outcome="failure"}')
        assert {labels["reason"] for labels, _ in failed} == {"invalid_credentials"}
        assert query("histogram_quantile(0.9, poolgate_http_request_duration_seconds_bucket)")
        assert query("poolgate_build_info")[0][1] == "1"
    finally:
        process.terminate()
        process.wait(timeout=20)


def ask(address, query):
    try:
        url = f"http://{address}/api/v1/query"
        answer = requests.get(url, params={"query": query}, timeout=5)
    except requests.ConnectionError:
        return []
    # Prometheus says so while it starts.
    if answer.status_code == 503:
        return []
    return [(one["metric"], one["value"][1]) for one in answer.json()["data"]["result"]]


def test_others_do_not_read_the_metrics(start):
    server = start()
    for url in (server.gateway, server.pool):
        assert requests.get(url + "/metrics", timeout=5).ok
        for headers in ({"Host": "id.example.com"}, {"X-Forwarded-For": "192.0.2.1"}):
            answer = requests.get(url + "/metrics", headers=headers, timeout=5)
            assert answer.status_code == 404


def test_with_a_token_whoever_has_it_reads(start):
    server = start(env={"POOLGATE_METRICS_TOKEN": "0123456789abcdef"})
    url = server.gateway + "/metrics"
    assert requests.get(url, timeout=5).status_code == 401
    wrong = {"Authorization": "Bearer 0123456789abcdeF"}
    assert requests.get(url, headers=wrong, timeout=5).status_code == 401
    right = {"Authorization": "Bearer 0123456789abcdef", "Host": "id.example.com"}
    assert requests.get(url, headers=right, timeout=5).ok
    assert "0123456789abcdef" not in server.output()


def test_with_a_listener_of_their_own_they_are_nowhere_else(start):
    server = start(env={"POOLGATE_METRICS_LISTEN": "127.0.0.1:0"})
    assert requests.get(server.page["Metrics"], timeout=5).ok
    assert requests.get(server.gateway + "/metrics", timeout=5).status_code == 404
    assert requests.get(server.pool + "/metrics", timeout=5).status_code == 400
