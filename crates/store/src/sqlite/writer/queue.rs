//! Who shares the next commit.

use super::Job;
use super::batch::Work;
use super::stopwatch::{Instant, left, now};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// How many verbs share a commit at most: a commit stays short, and the log bounded.
const MOST_PER_COMMIT: usize = 1_024;
/// The share of a commit's time for which those who were just answered are waited for.
const PATIENCE: u32 = 8;
const MOST_PATIENCE: Duration = Duration::from_millis(1);

/// The callers' jobs, in the order in which they came.
pub(super) struct Queue {
    waiting: Receiver<Job>,
    /// How many the last commit answered, and what it took.
    answered: usize,
    patience: Duration,
}

/// Verbs that share a commit, and the job that comes after them, if one has come.
#[derive(Default)]
pub(super) struct Group {
    pub(super) verbs: Vec<Box<dyn Work>>,
    pub(super) after: Option<Job>,
}

impl Group {
    fn add(&mut self, job: Job) {
        match job {
            Job::Verb(verb) => self.verbs.push(verb),
            other => self.after = Some(other),
        }
    }

    fn has_room(&self) -> bool {
        self.after.is_none() && self.verbs.len() < MOST_PER_COMMIT
    }
}

impl Queue {
    pub(super) fn new(waiting: Receiver<Job>) -> Self {
        Self { waiting, answered: 0, patience: Duration::ZERO }
    }

    /// Waits for work; `None` when none can come any more.
    ///
    /// Callers who were just answered often come again at once. They are waited for, briefly: without that,
    /// two halves of the callers would take turns, and each half pay for a sync of the disk.
    pub(super) fn next_group(&self) -> Option<Group> {
        let mut group = Group::default();
        self.take_waiting(&mut group);
        // Who waited already is not one of those who were answered.
        let hoped_for = self.answered + group.verbs.len();
        if group.verbs.is_empty() && group.after.is_none() {
            group.add(self.waiting.recv().ok()?);
        }
        let until = now() + self.patience;
        while group.has_room()
            && group.verbs.len() < hoped_for
            && let Ok(job) = self.waiting.recv_timeout(left(until))
        {
            group.add(job);
        }
        self.take_waiting(&mut group);
        Some(group)
    }

    fn take_waiting(&self, group: &mut Group) {
        while group.has_room()
            && let Ok(job) = self.waiting.try_recv()
        {
            group.add(job);
        }
    }

    /// After a commit: how many were answered, and since when they had waited for it.
    pub(super) fn committed(&mut self, answered: usize, since: Instant) {
        self.answered = answered;
        self.patience = ((now() - since) / PATIENCE).min(MOST_PATIENCE);
    }
}
