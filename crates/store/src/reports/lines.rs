//! The messages that a report lists, in bounded steps: each looks at so many messages, whether they belong in the report
//! or not, so that none is long however rare those are.

use super::{Report, ReportKind};
use crate::error::Error;
use crate::notifications::{last_id_before, open_content, read_job};
use crate::of_service::ServiceStore;
use crate::session::{Row, channel_code, statements, values};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, JobId, NotificationId, TemplateId};
use facteur_model::job::InJob;
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use std::fmt;

/// Where a report goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineCursor {
    /// With the messages that are older than this one.
    Before(NotificationId),
    /// With the rows of the job after this one.
    AfterRow(u32),
}

/// A message as a report lists it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The message.
    pub id: NotificationId,
    /// The key with which it was sent, or the person who sent it.
    pub sender: ApiKeyId,
    /// E-mail or text message.
    pub channel: Channel,
    /// Its template.
    pub template: TemplateId,
    /// The version of the template.
    pub template_version: u32,
    /// When it was accepted.
    pub created_at: Moment,
    /// What became of it.
    pub status: Status,
    /// Why it failed, where that is known.
    pub reason: Option<Reason>,
    /// The row of a job that it was, if it was one.
    pub job: Option<InJob>,
    /// To whom.
    pub recipient: String,
}

/// Says which message it is; the recipient is personal.
impl fmt::Debug for ReportLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportLine").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One step through the messages.
#[derive(Debug)]
pub struct ReportLines {
    /// Those that belong in the report, in its order.
    pub found: Vec<ReportLine>,
    /// Where the next step begins; nowhere when this was the last one.
    pub next: Option<LineCursor>,
}

/// What [`read`] reads, in its order.
macro_rules! line_columns {
    () => {
        "id, api_key_id, channel, template_id, template_version, created_at, status, reason, job_id, job_row, \
         CASE WHEN (CAST(1 AS BIGINT) << CAST(channel AS INTEGER)) & $1 <> 0 THEN sealed_content END"
    };
}

statements! {
    // Of what does not belong in the report only the id is needed, to know how far the looking came.
    OLDER = concat!("
        SELECT ", line_columns!(), "
        FROM notifications
        WHERE service_id = $2
          AND key_type = $3
          AND id < $4
          AND id >= $5
        ORDER BY id DESC
        LIMIT $6");

    OF_JOB = concat!("
        SELECT ", line_columns!(), "
        FROM notifications
        WHERE service_id = $2
          AND job_id = $3
          AND job_row >= $4
        ORDER BY job_row
        LIMIT $5");
}

impl ServiceStore {
    /// The next messages of a report: those of its job in the order of its rows, or all of its time, newest first. A
    /// look at `most` of each key type at most.
    pub async fn report_lines(
        &self,
        report: &Report,
        from: Option<LineCursor>,
        most: usize,
    ) -> Result<ReportLines, Error> {
        let channels: &[Channel] = match report.kind {
            ReportKind::Email => &[Channel::Email],
            ReportKind::Sms => &[Channel::Sms],
            ReportKind::Job => &Channel::ALL,
        };
        let channels = channels.iter().fold(0, |bits: i64, channel| bits | 1 << channel_code(*channel));
        match report.job {
            Some(job) => self.lines_of_job(job, channels, from, most).await,
            None => self.lines_between(report, channels, from, most).await,
        }
    }

    async fn lines_of_job(
        &self,
        job: JobId,
        channels: i64,
        from: Option<LineCursor>,
        most: usize,
    ) -> Result<ReportLines, Error> {
        let first = match from {
            Some(LineCursor::AfterRow(row)) => row.saturating_add(1),
            Some(LineCursor::Before(_)) | None => 0,
        };
        let rows = self.store().engine().list(OF_JOB, values![channels, self.id(), job, first, most]).await?;
        let is_cut = rows.len() == most;
        let raw = rows.into_iter().map(|mut row| read(&mut row)).collect::<Result<Vec<_>, _>>()?;
        let last = raw.last().and_then(|(line, _)| line.job).map(|job| LineCursor::AfterRow(job.row));
        Ok(ReportLines { found: self.open_lines(raw).await?, next: last.filter(|_| is_cut) })
    }

    async fn lines_between(
        &self,
        report: &Report,
        channels: i64,
        from: Option<LineCursor>,
        most: usize,
    ) -> Result<ReportLines, Error> {
        let end = last_id_before(report.until);
        let before = match from {
            Some(LineCursor::Before(id)) => end.min(id),
            Some(LineCursor::AfterRow(_)) | None => end,
        };
        let first = last_id_before(report.since);
        let list = |key_type| (OLDER, values![channels, self.id(), key_type, before, first, most]);
        let lists = self.store().engine().lists(KeyType::ALL.into_iter().map(list).collect()).await?;
        let mut raw = Vec::new();
        // Up to where all key types have been looked at.
        let mut complete: Option<NotificationId> = None;
        for rows in lists {
            let is_cut = rows.len() == most;
            for mut row in rows {
                raw.push(read(&mut row)?);
            }
            if is_cut {
                let last = raw.last().map(|(line, _): &(ReportLine, _)| line.id);
                complete = complete.max(last);
            }
        }
        if let Some(complete) = complete {
            raw.retain(|(line, _)| line.id >= complete);
        }
        raw.sort_by_key(|(line, _)| std::cmp::Reverse(line.id));
        Ok(ReportLines { found: self.open_lines(raw).await?, next: complete.map(LineCursor::Before) })
    }

    /// Leaves out what is no part of the report, and what does not open: one damaged row must not take the report away.
    async fn open_lines(&self, raw: Vec<(ReportLine, Option<Vec<u8>>)>) -> Result<Vec<ReportLine>, Error> {
        let key = self.store().data_key(self.id()).await?;
        let mut found = Vec::with_capacity(raw.len());
        for (mut line, sealed) in raw {
            let Some(sealed) = sealed else { continue };
            match open_content(&key, line.id, &sealed) {
                Ok(content) => {
                    line.recipient = content.to;
                    found.push(line);
                }
                Err(error) => {
                    let id = line.id;
                    tracing::error!(notification.id = %id, %error, "Left notification {id} out of a report");
                }
            }
        }
        Ok(found)
    }
}

fn read(row: &mut Row) -> Result<(ReportLine, Option<Vec<u8>>), Error> {
    let line = ReportLine {
        id: row.take()?,
        sender: row.take()?,
        channel: row.take()?,
        template: row.take()?,
        template_version: row.take()?,
        created_at: row.take()?,
        status: row.take()?,
        reason: row.take_optional_as(Reason::from_stored)?,
        job: read_job(row)?,
        recipient: String::new(),
    };
    Ok((line, row.take()?))
}
