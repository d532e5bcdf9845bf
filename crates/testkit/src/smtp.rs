//! A mail server on a real socket that keeps what it gets, and refuses when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

/// What the server says to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpMode {
    /// Takes it.
    Takes,
    /// Not now: 451.
    PutsOff,
    /// Never: 550.
    Refuses,
    /// Closes the connection at once: 421.
    Closes,
}

#[derive(Debug)]
struct State {
    mode: SmtpMode,
    mails: Vec<String>,
    offers: usize,
}

/// A running mail server. It is gone once it is dropped.
#[derive(Debug)]
pub struct SmtpStandIn {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: AbortHandle,
}

impl Drop for SmtpStandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpStandIn {
    /// Starts it on any free port, inside a Tokio runtime.
    ///
    /// # Panics
    /// If there is none.
    pub fn start() -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into())
    }

    /// Starts it there.
    ///
    /// # Panics
    /// If the port is taken.
    pub fn start_at(address: SocketAddr) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        // The port of a server that was there a moment ago.
        socket.set_reuseaddr(true).expect("an option");
        socket.bind(address).expect("a free port");
        let listener = socket.listen(64).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State {
            mode: SmtpMode::Takes,
            mails: Vec::new(),
            offers: 0,
        }));
        let task = tokio::spawn(accept(listener, Arc::clone(&state))).abort_handle();
        Self {
            address,
            state,
            task,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// What it says from now on.
    pub fn set(&self, mode: SmtpMode) {
        self.state().mode = mode;
    }

    /// The mails that it took, whole.
    pub fn mails(&self) -> Vec<String> {
        self.state().mails.clone()
    }

    /// How many mails it was offered.
    pub fn offers(&self) -> usize {
        self.state().offers
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    // Connections end with the server.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // Whoever hangs up has nothing more to say.
            let _ = converse(stream, &state).await;
        });
    }
}

async fn converse(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    if lock(state).mode == SmtpMode::Closes {
        return write.write_all(b"421 closing\r\n").await;
    }
    write.write_all(b"220 stand-in\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let command = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer: &[u8] = match command.as_str() {
            "EHLO" => b"250-stand-in\r\n250 8BITMIME\r\n",
            "RCPT" => {
                let mut state = lock(state);
                state.offers += 1;
                match state.mode {
                    SmtpMode::Takes => b"250 ok\r\n",
                    SmtpMode::PutsOff => b"451 try again\r\n",
                    SmtpMode::Refuses => b"550 no such user\r\n",
                    SmtpMode::Closes => b"421 closing\r\n",
                }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push('\n');
                }
                lock(state).mails.push(mail);
                b"250 taken\r\n"
            }
            "QUIT" => {
                return write.write_all(b"221 bye\r\n").await;
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
