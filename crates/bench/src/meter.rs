//! What the program counts, read from its metrics page: far cheaper for it than being asked for rows.

use crate::load::{Connection, Request};
use crate::stopwatch::Stopwatch;
use std::net::SocketAddr;
use std::time::Duration;

const SETTLED: &str = "facteur_messages_settled_total";
/// How often the page is read. It bounds how exactly the end of a delivery is known.
const PERIOD: Duration = Duration::from_millis(20);

/// How messages of one key type end.
#[derive(Clone, Copy)]
pub struct Ending {
    pub key_type: &'static str,
    pub status: &'static str,
}

pub struct Meter {
    connection: Connection,
    request: Request,
}

impl Meter {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { connection: Connection::open(address).await?, request: Request::get("/metrics", "none") })
    }

    /// How many messages have ended so. A message counts just before its last commit; the difference is one
    /// batch at most.
    pub async fn settled(&mut self, ending: Ending) -> anyhow::Result<u64> {
        let page = String::from_utf8_lossy(self.connection.get(self.request.numbered()).await?).into_owned();
        Ok(sum(&page, ending))
    }

    /// Waits until so many have ended, or `patience` is over; says how many had then.
    pub async fn wait_for(&mut self, ending: Ending, count: u64, patience: Duration) -> anyhow::Result<u64> {
        let watch = Stopwatch::start();
        loop {
            let settled = self.settled(ending).await?;
            if settled >= count || watch.elapsed() >= patience {
                return Ok(settled);
            }
            tokio::time::sleep(PERIOD).await;
        }
    }
}

fn sum(page: &str, ending: Ending) -> u64 {
    let wanted = [format!("key_type=\"{}\"", ending.key_type), format!("status=\"{}\"", ending.status)];
    page.lines()
        .filter(|line| line.starts_with(SETTLED) && wanted.iter().all(|label| line.contains(label)))
        .filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wanted_endings_count() {
        let page = "# TYPE facteur_messages_settled_total counter\n\
            facteur_messages_settled_total{channel=\"email\",key_type=\"live\",status=\"delivered\"} 7\n\
            facteur_messages_settled_total{channel=\"sms\",key_type=\"live\",status=\"delivered\"} 2\n\
            facteur_messages_settled_total{channel=\"email\",key_type=\"test\",status=\"delivered\"} 90\n\
            facteur_messages_settled_total{channel=\"email\",key_type=\"live\",status=\"sent\"} 400\n";
        assert_eq!(sum(page, Ending { key_type: "live", status: "delivered" }), 9);
        assert_eq!(sum(page, Ending { key_type: "team", status: "delivered" }), 0);
    }
}
