//! What a team does before it asks to go live, and how far its request is.

use super::{Step, home, steps};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{GoLiveError, GoLiveState, Need, Progress, Task};
use facteur_model::person::Right;
use facteur_model::service::Mode;

#[derive(Template)]
#[template(path = "going_live/checklist.html")]
struct Checklist {
    page: Page,
    summary: Markup,
    status: String,
    tasks: Vec<TaskRow>,
    steps: Vec<Step>,
    is_live: bool,
    may_submit: bool,
    manages: bool,
}

struct TaskRow {
    /// What the summary of errors links to.
    anchor: &'static str,
    label: String,
    hint: String,
    progress: String,
    done: bool,
    path: String,
}

fn name(task: Task) -> &'static str {
    match task {
        Task::UseCase => "use-case",
        Task::Templates => "templates",
        Task::Team => "team",
        Task::Terms => "terms",
    }
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, &Errors::default()).await
}

async fn write(visit: &Visit, status: StatusCode, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let found = visit.app().going_live(&by, service).await?;
    let is_live = found.mode == Mode::Live;
    let state = if is_live { GoLiveState::Approved } else { found.state };
    let form = Form::default();
    let tasks = found
        .tasks
        .into_iter()
        .map(|(task, progress)| TaskRow {
            anchor: name(task),
            label: t.say(&format!("golive-task-{}", name(task))),
            hint: t.say(&format!("golive-task-{}-hint", name(task))),
            progress: t.say(match progress {
                Progress::Done => "golive-done",
                Progress::InProgress => "golive-in-progress",
                Progress::Missing => "golive-missing",
            }),
            done: progress == Progress::Done,
            path: match task {
                Task::UseCase => format!("{}/use-case", home(service)),
                Task::Templates => format!("/services/{service}/templates"),
                Task::Team => format!("/services/{service}/users"),
                Task::Terms => format!("{}/terms-of-use", home(service)),
            },
        })
        .collect();
    let manages = visit.may(Need::Right(Right::ManageService));
    let page = Checklist {
        page: visit.page("golive-title"),
        summary: visit.fields(&form, errors).summary(),
        status: t.say(&format!("golive-state-{}", state.as_str())),
        tasks,
        steps: steps(visit, found.steps),
        is_live,
        may_submit: manages && !is_live && state != GoLiveState::Submitted,
        manages,
    };
    visit.show_as(status, &page)
}

pub async fn submit(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    match visit.app().submit_request(&by, service).await {
        Ok(()) => visit.go_saying(&home(service), Flash::done(visit.say("golive-submitted"))).await,
        Err(GoLiveError::NotReady(tasks)) => {
            let mut errors = Errors::default();
            for task in tasks {
                errors.add(name(task), visit.say(&format!("golive-lacks-{}", name(task))));
            }
            write(&visit, StatusCode::BAD_REQUEST, &errors).await
        }
        // The page says how far it is.
        Err(GoLiveError::AlreadyLive | GoLiveError::AlreadySubmitted) => visit.go(&home(service)),
        Err(error) => Err(error.into()),
    }
}
