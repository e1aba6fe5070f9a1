//! One connection to the mail server, command by command.
//!
//! lettre can send a message in one call, but its error does not say how far it came, and that
//! decides whether a message may be sent again.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, timeout};

use super::careful::Careful;
use super::failure::{Cause, Failure, Step};
use super::server::{Server, Transport};
use crate::mime::Composed;

/// The answer to `DATA` that asks for the message.
const GO_AHEAD: u16 = 354;

/// An open connection, logged in where that is wanted, between two messages.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    patience: Duration,
    pub(super) messages: u32,
    pub(super) last_used: Instant,
}

impl Session {
    pub(super) async fn open(server: &Server) -> Result<Self, Failure> {
        let connection = timeout(server.timeouts.connect, connect(server))
            .await
            .map_err(|_| Failure::timed_out(Step::Connect))??;
        let mut session =
            Self { connection, patience: server.timeouts.command, messages: 0, last_used: Instant::now() };
        if let Some(login) = &server.login {
            let credentials = Credentials::new(login.username.clone(), login.password.expose().to_owned());
            let answer = session.connection.auth(DEFAULT_MECHANISMS, &credentials);
            within(session.patience, Step::Login, answer).await?;
        }
        Ok(session)
    }

    /// Sends one message. The answer is what the server said when it took it.
    pub(super) async fn send(&mut self, mail: &Composed) -> Result<String, Failure> {
        self.messages += 1;
        self.say(Step::Sender, &format!("MAIL FROM:<{}>\r\n", mail.from)).await?;
        self.say(Step::Recipient, &format!("RCPT TO:<{}>\r\n", mail.to)).await?;
        let answer = self.say(Step::Content, "DATA\r\n").await?;
        if u16::from(answer.code()) != GO_AHEAD {
            // Answers and commands have lost step with one another: nothing said now can be believed.
            return Err(Failure::broken(Step::Content, "the mail server did not ask for the message"));
        }
        let answer = self.hand_over(&mail.bytes).await?;
        self.last_used = Instant::now();
        let code = u16::from(answer.code());
        if !(200..300).contains(&code) {
            return Err(Failure::broken(Step::Verdict, format!("the mail server answered {code}")));
        }
        let text: Vec<&str> = answer.message().collect();
        Ok(format!("{code} {}", text.join(" ")))
    }

    /// Makes the session ready for another message after one that was refused.
    pub(super) async fn reset(&mut self) -> Result<(), Failure> {
        self.say(Step::Sender, "RSET\r\n").await?;
        self.last_used = Instant::now();
        Ok(())
    }

    /// Takes leave, without waiting for long.
    pub(super) async fn close(mut self) {
        const POLITE: Duration = Duration::from_secs(5);
        // The connection ends in either case.
        let _ = timeout(POLITE, self.connection.quit()).await;
    }

    async fn say(&mut self, step: Step, command: &str) -> Result<Response, Failure> {
        within(self.patience, step, self.connection.command(command)).await
    }

    async fn hand_over(&mut self, bytes: &[u8]) -> Result<Response, Failure> {
        // lettre asks for the next piece once the last one is written, and then writes the end mark.
        let complete = AtomicBool::new(false);
        let pieces = std::iter::once(bytes).chain(std::iter::from_fn(|| {
            complete.store(true, Ordering::Relaxed);
            None
        }));
        let answer = timeout(self.patience, self.connection.message_iter(pieces)).await;
        let step = if complete.load(Ordering::Relaxed) { Step::Verdict } else { Step::Content };
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Failure::from_lettre(step, &error)),
            Err(_) => Err(Failure::timed_out(step)),
        }
    }
}

async fn connect(server: &Server) -> Result<AsyncSmtpConnection, Failure> {
    let failed = |error: Error| Failure::from_lettre(Step::Connect, &error);
    let address = (server.host.as_str(), server.port);
    match &server.transport {
        Transport::Implicit(tls) => {
            AsyncSmtpConnection::connect_tokio1(address, None, &server.hello, Some(tls.clone()), None)
                .await
                .map_err(failed)
        }
        Transport::StartTls(tls) => {
            let stream = Box::new(Careful::new(dial(address).await?));
            let mut connection =
                AsyncSmtpConnection::connect_with_transport(stream, &server.hello).await.map_err(failed)?;
            connection.starttls(tls.clone(), &server.hello).await.map_err(failed)?;
            Ok(connection)
        }
        Transport::PlainOnLoopback | Transport::PlainAnywhere => {
            let stream = dial(address).await?;
            let here = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
            if matches!(server.transport, Transport::PlainOnLoopback) && !here {
                return Err(Failure::broken(
                    Step::Connect,
                    format!("{} is not this machine, and TLS is off", server.host),
                ));
            }
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &server.hello).await.map_err(failed)
        }
    }
}

async fn dial(address: (&str, u16)) -> Result<TcpStream, Failure> {
    let failed = |error: std::io::Error| Failure::broken(Step::Connect, error.to_string());
    let stream = TcpStream::connect(address).await.map_err(failed)?;
    // The end mark is a small write behind a large one: without this it waits for an acknowledgement.
    stream.set_nodelay(true).map_err(failed)?;
    Ok(stream)
}

async fn within<T>(
    patience: Duration,
    step: Step,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    match timeout(patience, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Failure::from_lettre(step, &error)),
        Err(_) => Err(Failure { step, cause: Cause::TimedOut }),
    }
}
