//! The messages that a report lists, in bounded steps: each looks at so many messages, whether they belong in the report
//! or not, so that none is long however rare those are.

use super::Report;
use crate::error::Error;
use crate::notifications::{last_id_before, open_content};
use crate::of_service::ServiceStore;
use crate::session::{Row, channel_code, statements, values};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, TemplateId};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use std::fmt;

/// Where a report goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineCursor {
    /// With the messages that are older than this one.
    Before(NotificationId),
    /// With the rows of the job after this one.
    AfterRow(u64),
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

statements! {
    // Of what does not belong in the report only the id is needed, to know how far the looking came.
    OLDER = "
        SELECT id, api_key_id, channel, template_id, template_version, created_at, status, reason,
               CASE WHEN channel = $1 THEN sealed_content END
        FROM notifications
        WHERE service_id = $2
          AND key_type = $3
          AND id < $4
          AND id >= $5
        ORDER BY id DESC
        LIMIT $6";
}

impl ServiceStore {
    /// The next messages of a report on a channel, newest first: a look at `most` of each key type at most.
    pub async fn report_lines(
        &self,
        report: &Report,
        channel: Channel,
        from: Option<LineCursor>,
        most: usize,
    ) -> Result<ReportLines, Error> {
        let end = last_id_before(report.until);
        let before = match from {
            Some(LineCursor::Before(id)) => end.min(id),
            Some(LineCursor::AfterRow(_)) | None => end,
        };
        let first = last_id_before(report.since);
        let code = channel_code(channel);
        let list = |key_type| (OLDER, values![code, self.id(), key_type, before, first, most]);
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
        let found = self.open_lines(raw).await?;
        Ok(ReportLines { found, next: complete.map(LineCursor::Before) })
    }

    /// Leaves out what is no part of the report, and what does not open: one damaged row must not take the report away.
    async fn open_lines(
        &self,
        raw: Vec<(ReportLine, Option<Vec<u8>>)>,
    ) -> Result<Vec<ReportLine>, Error> {
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
        recipient: String::new(),
    };
    Ok((line, row.take()?))
}
