//! E-mail through a mail server, by SMTP.

mod careful;
mod failure;
mod pool;
mod server;
mod session;
mod settings;
mod verdict;

use std::fmt;
use std::num::NonZeroUsize;

use self::failure::{Failure, Step};
use self::pool::Pool;
use self::server::Server;
use self::session::Session;
pub use self::settings::{Login, Settings, SettingsError, Timeouts, Tls};
use crate::message::{Message, Outgoing};
use crate::mime::{self, Composed};
use crate::outcome::Outcome;
use crate::provider::{Later, Provider, Reach};
use crate::response::presentable;

/// A mail server that takes our e-mail and carries it further.
///
/// Its word is all there is: a message it has taken is `Sent`, and no receipt follows.
pub struct Smtp {
    server: Server,
    pool: Pool,
    most_connections: NonZeroUsize,
}

impl Smtp {
    /// Checks the settings and reads the trusted certificates; connects to nothing yet.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        Ok(Self {
            server: Server::from_settings(settings)?,
            pool: Pool::new(settings.most_connections),
            most_connections: settings.most_connections,
        })
    }

    async fn attempt(&self, outgoing: &Outgoing) -> Outcome {
        let Message::Email(email) = &outgoing.message else {
            return Outcome::never("this provider carries e-mail only");
        };
        match mime::compose(outgoing.id, outgoing.at, email) {
            Err(error) => Outcome::cannot_be_written(error),
            Ok(mail) => match self.send(&mail).await {
                Ok(answer) => verdict::taken(&answer, &mail.to),
                Err(failure) => verdict::failed(&failure, &mail.to),
            },
        }
    }

    async fn send(&self, mail: &Composed) -> Result<String, Failure> {
        let _turn = self.pool.turn(self.server.timeouts.connect).await?;
        if let Some(used) = self.pool.take() {
            match self.send_on(used, mail).await {
                // The server may have closed it in the meantime. It has seen none of this message.
                Err(failure) if failure.step == Step::Sender && !failure.leaves_a_connection() => {}
                answer => return answer,
            }
        }
        self.send_on(Session::open(&self.server).await?, mail).await
    }

    /// Sends, and keeps the session when it is fit for another message. A dropped future drops it.
    async fn send_on(&self, mut session: Session, mail: &Composed) -> Result<String, Failure> {
        let answer = session.send(mail).await;
        let fit = match &answer {
            Ok(_) => true,
            Err(failure) => failure.leaves_a_connection() && session.reset().await.is_ok(),
        };
        if fit && let Some(spent) = self.pool.keep(session) {
            spent.close().await;
        }
        answer
    }
}

impl Provider for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn reaches_outside(&self) -> Reach {
        Reach::Outside
    }

    fn most_at_once(&self) -> usize {
        self.most_connections.get()
    }

    fn deliver<'a>(&'a self, outgoing: &'a Outgoing) -> Later<'a, Outcome> {
        Box::pin(self.attempt(outgoing))
    }

    /// Connects, encrypts, logs in and takes leave.
    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async {
            match Session::open(&self.server).await {
                Ok(session) => {
                    session.close().await;
                    Ok(())
                }
                Err(failure) => Err(presentable(&verdict::describe(&failure), None).unwrap_or_default()),
            }
        })
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.server.host)
            .field("port", &self.server.port)
            .finish_non_exhaustive()
    }
}
