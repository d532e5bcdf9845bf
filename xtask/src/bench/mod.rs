//! `cargo xtask bench`: what a request costs, in CPU time of the server. On a machine that others share
//! that figure holds where requests per second do not.

mod gateway;
mod http;
mod server;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use http::Connection;
use server::Server;

const USERS: usize = 200;
const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_secs(8);
const PASSWORD: &str = "Test-123456";

/// Builds the release binary, measures it, and what it is compared with.
pub(crate) fn run(root: &Path, moto: Option<&str>) -> Result<()> {
    crate::cargo(&["build", "--release"])?;
    println!(
        "{:<12} {:<20} {:>10} {:>14} {:>9} {:>9}",
        "server", "call", "rps", "per CPU-second", "p50 ms", "p99 ms"
    );
    measure(&Server::poolgate(root)?)?;
    compare_known_and_unknown(&Server::poolgate(root)?)?;
    gateway::measure(root)?;
    if let Some(program) = moto {
        measure(&Server::moto(program)?)?;
    }
    crate::cargo(&["bench", "--package", "poolgate-verify"])
}

/// A pool, a client and users; then sign-ins and reads.
fn measure(server: &Server) -> Result<()> {
    let mut connection = Connection::open(server.port)?;
    let pool = connection.call("CreateUserPool", &json!({ "PoolName": "bench" }))?;
    let pool_id = text(&pool["UserPool"]["Id"])?;
    let client = connection.call(
        "CreateUserPoolClient",
        &json!({ "UserPoolId": pool_id, "ClientName": "bench",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
    )?;
    let client_id = text(&client["UserPoolClient"]["ClientId"])?;
    for number in 0..USERS {
        let name = format!("user{number}");
        connection.call(
            "SignUp",
            &json!({ "ClientId": client_id, "Username": name, "Password": PASSWORD }),
        )?;
        connection.call(
            "AdminConfirmSignUp",
            &json!({ "UserPoolId": pool_id, "Username": name }),
        )?;
    }
    let sign_in = |number: usize| {
        json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client_id,
            "AuthParameters": { "USERNAME": format!("user{}", number % USERS), "PASSWORD": PASSWORD } })
    };
    let tokens: Vec<String> = (0..USERS)
        .map(|number| text(&connection.call("InitiateAuth", &sign_in(number))?["AuthenticationResult"]["AccessToken"]))
        .collect::<Result<_>>()?;
    load(server, "sign-in", &|connection, number| {
        connection.call("InitiateAuth", &sign_in(number)).map(drop)
    })?;
    load(server, "GetUser", &|connection, number| {
        let request = json!({ "AccessToken": tokens[number % USERS] });
        connection.call("GetUser", &request).map(drop)
    })
}

/// How long a refused sign-in takes for users that exist and for names that are nobody's, in turns, on
/// one connection. Each user fails fewer times than lead to a lock.
fn compare_known_and_unknown(server: &Server) -> Result<()> {
    const TRIES: usize = 4;
    let mut connection = Connection::open(server.port)?;
    let pool = connection.call("CreateUserPool", &json!({ "PoolName": "bench" }))?;
    let pool_id = text(&pool["UserPool"]["Id"])?;
    let client = connection.call(
        "CreateUserPoolClient",
        &json!({ "UserPoolId": pool_id, "ClientName": "bench", "PreventUserExistenceErrors": "ENABLED",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] }),
    )?;
    let client_id = text(&client["UserPoolClient"]["ClientId"])?;
    for number in 0..USERS {
        let name = format!("user{number}");
        connection.call(
            "SignUp",
            &json!({ "ClientId": client_id, "Username": name, "Password": PASSWORD }),
        )?;
    }
    let mut times = [Vec::new(), Vec::new()];
    for number in 0..USERS * TRIES {
        for (kind, times) in ["user", "nobody"].iter().zip(&mut times) {
            let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client_id,
                "AuthParameters": { "USERNAME": format!("{kind}{}", number % USERS), "PASSWORD": "Wrong-123456" } });
            let before = Instant::now();
            connection.refused("InitiateAuth", &request)?;
            times.push(before.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort_unstable();
        times
            .get(times.len() / 2)
            .map_or(0.0, Duration::as_secs_f64)
            * 1000.0
    });
    println!(
        "refused sign-in, median: {known:.3} ms for users, {unknown:.3} ms for nobody, ratio {:.3}",
        known / unknown
    );
    Ok(())
}

fn text(value: &Value) -> Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .context("an answer without the expected text")
}

/// One call of a load, by its number.
type Call<'a> = &'a (dyn Fn(&mut Connection, usize) -> Result<()> + Sync);

/// Makes a call over all connections for a fixed time, and prints a line.
fn load(server: &Server, name: &str, call: Call<'_>) -> Result<()> {
    let cpu = server.cpu_seconds()?;
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS)
            .map(|worker| {
                scope.spawn(move || -> Result<Vec<Duration>> {
                    let mut connection = Connection::open(server.port)?;
                    let mut times = Vec::new();
                    let mut number = worker;
                    while start.elapsed() < TIME {
                        let before = Instant::now();
                        call(&mut connection, number)?;
                        times.push(before.elapsed());
                        number += CONNECTIONS;
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            match worker.join() {
                Ok(times) => all.extend(times?),
                Err(_) => anyhow::bail!("a worker panicked"),
            }
        }
        Ok(all)
    })?;
    let elapsed = start.elapsed().as_secs_f64();
    let cpu = server.cpu_seconds()? - cpu;
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred thousand")]
    let count = times.len() as f64;
    let percentile = |part: usize| {
        times
            .get(times.len() * part / 100)
            .map_or(0.0, Duration::as_secs_f64)
            * 1000.0
    };
    println!(
        "{:<12} {name:<20} {:>10.0} {:>14.0} {:>9.2} {:>9.2}",
        server.name,
        count / elapsed,
        count / cpu,
        percentile(50),
        percentile(99)
    );
    Ok(())
}
