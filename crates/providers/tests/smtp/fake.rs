//! A mail server that does as it is told, on a port of its own.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// Where the server is asked for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The end of the message.
    Message,
    Rset,
    Quit,
}

/// What it does there.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// As servers do.
    AsUsual,
    Says(&'static str),
    /// Says nothing, and keeps the line open.
    Hangs,
    HangsUp,
    SaysAndHangsUp(&'static str),
}

/// The step, the number of the connection and the number of the message on it, both from 1.
type Script = dyn Fn(At, usize, usize) -> Does + Send + Sync;

#[derive(Default)]
struct Seen {
    connections: usize,
    lines: Vec<String>,
    messages: Vec<Vec<u8>>,
}

pub struct FakeServer {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
    hanging: Arc<Notify>,
}

#[derive(Clone)]
pub enum Encrypts {
    Never,
    Implicitly(TlsAcceptor),
    AfterStartTls(TlsAcceptor),
}

struct Call {
    script: Arc<Script>,
    seen: Arc<Mutex<Seen>>,
    hanging: Arc<Notify>,
    number: usize,
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

/// The line is dead, on either side's account.
struct Dead;

impl FakeServer {
    pub async fn start(script: impl Fn(At, usize, usize) -> Does + Send + Sync + 'static) -> Self {
        Self::encrypting(Encrypts::Never, script).await
    }

    /// Does one thing at one step, and everything else as usual.
    pub async fn that(does: Does, at: At) -> Self {
        Self::start(move |step, _, _| if step == at { does } else { Does::AsUsual }).await
    }

    pub async fn encrypting(
        encrypts: Encrypts,
        script: impl Fn(At, usize, usize) -> Does + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, hanging) = (Arc::new(Mutex::new(Seen::default())), Arc::new(Notify::new()));
        let script: Arc<Script> = Arc::new(script);
        let (theirs, bell) = (Arc::clone(&seen), Arc::clone(&hanging));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut seen = theirs.lock().unwrap();
                    seen.connections += 1;
                    seen.connections
                };
                let call = Call {
                    script: Arc::clone(&script),
                    seen: Arc::clone(&theirs),
                    hanging: Arc::clone(&bell),
                    number,
                };
                tokio::spawn(call.answer(Box::new(stream), encrypts.clone()));
            }
        });
        Self { port, seen, hanging }
    }

    /// Resolves once the server has begun to hang.
    pub async fn hangs(&self) {
        self.hanging.notified().await;
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// Every command, in order.
    pub fn lines(&self) -> Vec<String> {
        self.seen.lock().unwrap().lines.clone()
    }

    /// Every message that came to its end, dots undone.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().messages.clone()
    }
}

impl Call {
    async fn answer(self, line: Box<dyn Line>, encrypts: Encrypts) {
        // The end of a call is no failure of the test.
        let _ = self.converse(line, encrypts).await;
    }

    async fn converse(&self, line: Box<dyn Line>, encrypts: Encrypts) -> Result<(), Dead> {
        let mut line: BufReader<Box<dyn Line>> = match &encrypts {
            Encrypts::Implicitly(tls) => BufReader::new(Box::new(tls.accept(line).await.map_err(|_| Dead)?)),
            Encrypts::Never | Encrypts::AfterStartTls(_) => BufReader::new(line),
        };
        let mut message = 1;
        self.reply(&mut line, At::Greeting, message, "220 fake ESMTP").await?;
        loop {
            let command = self.read(&mut line).await?;
            let verb = command.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let starttls = matches!(encrypts, Encrypts::AfterStartTls(_));
                    let features = if starttls { "250-STARTTLS\r\n" } else { "" };
                    let usual = format!("250-fake\r\n{features}250 AUTH PLAIN LOGIN");
                    self.reply(&mut line, At::Ehlo, message, &usual).await?;
                }
                "STARTTLS" => {
                    self.reply(&mut line, At::StartTls, message, "220 go ahead").await?;
                    let Encrypts::AfterStartTls(tls) = &encrypts else { return Err(Dead) };
                    let encrypted = tls.accept(line.into_inner()).await.map_err(|_| Dead)?;
                    line = BufReader::new(Box::new(encrypted));
                }
                "DATA" => {
                    if self.reply(&mut line, At::Data, message, "354 go on").await?.starts_with("354") {
                        let bytes = self.read_message(&mut line).await?;
                        self.seen.lock().unwrap().messages.push(bytes);
                        self.reply(&mut line, At::Message, message, "250 2.0.0 queued as 42").await?;
                    }
                    message += 1;
                }
                "RSET" => {
                    self.reply(&mut line, At::Rset, message, "250 2.0.0 ok").await?;
                    message += 1;
                }
                "QUIT" => {
                    self.reply(&mut line, At::Quit, message, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                "AUTH" => drop(self.reply(&mut line, At::Auth, message, "235 2.7.0 welcome").await?),
                "MAIL" => drop(self.reply(&mut line, At::Mail, message, "250 2.1.0 ok").await?),
                "RCPT" => drop(self.reply(&mut line, At::Rcpt, message, "250 2.1.5 ok").await?),
                _ => self.write(&mut line, "500 5.5.2 what?").await?,
            }
        }
    }

    async fn reply(
        &self,
        line: &mut BufReader<Box<dyn Line>>,
        at: At,
        message: usize,
        usual: &str,
    ) -> Result<String, Dead> {
        let words = match (self.script)(at, self.number, message) {
            Does::AsUsual => usual,
            Does::Says(words) => words,
            Does::HangsUp => return Err(Dead),
            Does::SaysAndHangsUp(words) => {
                self.write(line, words).await?;
                return Err(Dead);
            }
            Does::Hangs => {
                self.hanging.notify_one();
                // Reads on until the other side gives up; never answers again.
                while self.read(line).await.is_ok() {}
                return Err(Dead);
            }
        };
        self.write(line, words).await?;
        Ok(words.to_owned())
    }

    async fn write(&self, line: &mut BufReader<Box<dyn Line>>, words: &str) -> Result<(), Dead> {
        line.write_all(format!("{words}\r\n").as_bytes()).await.map_err(|_| Dead)?;
        line.flush().await.map_err(|_| Dead)
    }

    async fn read(&self, line: &mut BufReader<Box<dyn Line>>) -> Result<String, Dead> {
        let mut text = String::new();
        if line.read_line(&mut text).await.map_err(|_| Dead)? == 0 {
            return Err(Dead);
        }
        let text = text.trim_end_matches("\r\n").to_owned();
        self.seen.lock().unwrap().lines.push(text.clone());
        Ok(text)
    }

    async fn read_message(&self, line: &mut BufReader<Box<dyn Line>>) -> Result<Vec<u8>, Dead> {
        let mut bytes = Vec::new();
        loop {
            let mut text = Vec::new();
            let read = line.read_until(b'\n', &mut text).await.map_err(|_| Dead)?;
            if read == 0 || text == b".\r\n" {
                return if read == 0 { Err(Dead) } else { Ok(bytes) };
            }
            bytes.extend_from_slice(text.strip_prefix(b".").unwrap_or(&text));
        }
    }
}

/// A port where nobody listens.
pub async fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// A port that answers with whatever it is given, and then reads to the end.
pub async fn port_that_says(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(bytes).await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    });
    port
}
