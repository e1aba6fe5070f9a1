//! `facteur templates`: the templates of a service as Markdown files, over the API of any Notify that has
//! `/v2/templates` and `/v2/manage-template`.

mod difference;
mod file;
mod folder;
mod lint;
mod plan;
mod report;
mod server;
#[cfg(test)]
mod tests;

use crate::cli::{TemplatesCommand, TemplatesPlace};
use facteur_model::secret::Secret;
use report::Report;
use server::Server;
use std::process::ExitCode;

/// Runs the command, and says with the exit code how it went: 0 nothing to do, 1 something differs or is wrong, 2 it
/// could not be done.
pub async fn run(command: TemplatesCommand, as_json: bool) -> ExitCode {
    match report_of(command).await {
        Ok(report) => {
            report.print(as_json);
            if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(error) => {
            eprintln!("facteur: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn report_of(command: TemplatesCommand) -> anyhow::Result<Report> {
    match command {
        TemplatesCommand::Pull { place, force } => {
            let overwriting =
                if force { plan::Overwriting::Everything } else { plan::Overwriting::Unchanged };
            plan::pull(&place.folder, &server(&place)?, overwriting).await
        }
        TemplatesCommand::Push { place, apply } => {
            let doing = if apply { plan::Doing::Writing } else { plan::Doing::Saying };
            plan::push(&place.folder, &server(&place)?, place.most_parts, doing).await
        }
        TemplatesCommand::Diff { place } => {
            plan::push(&place.folder, &server(&place)?, place.most_parts, plan::Doing::Comparing).await
        }
    }
}

fn server(place: &TemplatesPlace) -> anyhow::Result<Server> {
    Server::new(&place.url, Secret::new(place.key.trim()))
}
