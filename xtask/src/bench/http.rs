//! A connection that is kept alive: just enough HTTP/1.1 to load a server without being the bottleneck.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A well-formed signature; the servers that are measured check no more of it.
const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=bench/20261120/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection to a server on this machine; opened again where the server closes it.
pub(super) struct Connection {
    port: u16,
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    closed: bool,
    /// `name=value` of the cookie that the last answer set.
    pub(super) cookie: Option<String>,
}

impl Connection {
    pub(super) fn open(port: u16) -> Result<Self> {
        let writer =
            TcpStream::connect(("127.0.0.1", port)).context("the server does not answer")?;
        writer.set_nodelay(true)?;
        writer.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            port,
            reader: BufReader::new(writer.try_clone()?),
            writer,
            closed: false,
            cookie: None,
        })
    }

    fn send(&mut self, request: &str) -> Result<()> {
        if self.closed {
            *self = Self::open(self.port)?;
        }
        Ok(self.writer.write_all(request.as_bytes())?)
    }

    /// Calls an operation; anything but success is an error.
    pub(super) fn call(&mut self, operation: &str, request: &Value) -> Result<Value> {
        let (status, body) = self.exchange(operation, request)?;
        if status != 200 {
            bail!("{operation} answered {status}: {body}");
        }
        if body.is_empty() {
            Ok(Value::Null)
        } else {
            Ok(serde_json::from_str(&body)?)
        }
    }

    /// Calls an operation that is to be refused.
    pub(super) fn refused(&mut self, operation: &str, request: &Value) -> Result<()> {
        match self.exchange(operation, request)? {
            (400, _) => Ok(()),
            (status, body) => bail!("{operation} answered {status}: {body}"),
        }
    }

    fn exchange(&mut self, operation: &str, request: &Value) -> Result<(u16, String)> {
        let body = request.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nauthorization: {SIGNATURE}\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amz-target: AWSCognitoIdentityProviderService.{operation}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.send(&(head + &body))?;
        self.answer()
    }

    /// The status of `GET path`.
    pub(super) fn get(&mut self, path: &str) -> Result<u16> {
        self.get_with(path, "")
    }

    /// The same with more lines in the head, each with its line break.
    pub(super) fn get_with(&mut self, path: &str, lines: &str) -> Result<u16> {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\n{lines}\r\n"
        ))?;
        Ok(self.answer()?.0)
    }

    /// Posts JSON; anything but success is an error.
    pub(super) fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.send(&(head + &body))?;
        match self.answer()? {
            (200..=299, body) => Ok(serde_json::from_str(&body)?),
            (status, body) => bail!("{path} answered {status}: {body}"),
        }
    }

    fn answer(&mut self) -> Result<(u16, String)> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status line")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            } else if name.eq_ignore_ascii_case("set-cookie") {
                self.cookie = value.trim().split(';').next().map(str::to_owned);
            } else if name.eq_ignore_ascii_case("connection") {
                self.closed = value.trim().eq_ignore_ascii_case("close");
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        Ok((status, String::from_utf8(body)?))
    }
}
