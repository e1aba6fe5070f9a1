//! A transaction that is driven from outside the writer's thread.

use super::Desk;
use super::stopwatch::{left, now};
use crate::error::Error;
use crate::session::{Row, Statement, Value};
use crate::sqlite::connection;
use std::sync::mpsc::{Receiver, SyncSender};
use tokio::sync::oneshot;

type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// What a transaction asks of the writer.
pub(super) enum Ask {
    List(Statement, Vec<Value>, Reply<Vec<Row>>),
    Execute(Statement, Vec<Value>, Reply<usize>),
    Commit(Reply<()>),
    Rollback(Reply<()>),
}

/// The caller's end. Dropping it rolls back.
pub(crate) struct Interactive {
    asks: SyncSender<Ask>,
}

impl Interactive {
    pub(super) fn new(asks: SyncSender<Ask>) -> Self {
        Self { asks }
    }

    pub(crate) async fn list(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.ask(|reply| Ask::List(statement, values, reply)).await
    }

    pub(crate) async fn execute(&self, statement: Statement, values: Vec<Value>) -> Result<usize, Error> {
        self.ask(|reply| Ask::Execute(statement, values, reply)).await
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        self.ask(Ask::Commit).await
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        self.ask(Ask::Rollback).await
    }

    /// The writer lets go of its end when it has waited for too long.
    async fn ask<T>(&self, ask: impl FnOnce(Reply<T>) -> Ask) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.asks.try_send(ask(reply)).map_err(|_| Error::TransactionExpired)?;
        answer.await.map_err(|_| Error::TransactionExpired)?
    }
}

/// Serves one transaction to its end; meanwhile everything else waits.
pub(super) fn serve(desk: &Desk, begun: Reply<()>, asks: &Receiver<Ask>) {
    if begun.is_closed() {
        return;
    }
    let outcome = desk.begin();
    if begun.send(outcome).is_err() || outcome.is_err() {
        desk.roll_back();
        return;
    }
    let connection = &desk.connection;
    let until = now() + desk.longest_transaction;
    // Who went away needs no answer: the next `recv` notices, and rolls back.
    loop {
        match asks.recv_timeout(left(until)) {
            Ok(Ask::List(statement, values, reply)) => {
                let _ = reply.send(connection::list(connection, statement, &values));
            }
            Ok(Ask::Execute(statement, values, reply)) => {
                let _ = reply.send(connection::execute(connection, statement, &values));
            }
            Ok(Ask::Commit(reply)) => {
                let outcome = connection.execute_batch("COMMIT").map_err(Error::from);
                desk.roll_back();
                let _ = reply.send(outcome);
                return;
            }
            Ok(Ask::Rollback(reply)) => {
                desk.roll_back();
                let _ = reply.send(Ok(()));
                return;
            }
            Err(_) => {
                desk.roll_back();
                return;
            }
        }
    }
}
