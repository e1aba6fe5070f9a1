//! What the two sends have in common.

use super::accepted::respond;
use crate::body::{Held, JsonBody};
use crate::refusal::{Refusal, refuse_send};
use crate::schema::{Form, personalisation};
use crate::state::Api;
use crate::telemetry::Visit;
use crate::{idempotency, json, rate_limit, schema};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use facteur_app::{Caller, IdempotencyKey, Replay, SendError, SendRequest, Sending};
use facteur_model::time::Moment;

/// Reads the request with `read` and hands it over (contract §3.1, stages 3 and 4 and what follows).
pub async fn send(
    api: &Api,
    caller: &Caller,
    path: &'static str,
    body: JsonBody,
    read: fn(Form, Moment) -> Result<SendRequest, Refusal>,
) -> Response {
    let arrived = Visit::of(&body.parts.extensions).arrived;
    let (request, key, _held) = match accept(api, path, body, arrived, read) {
        Ok(accepted) => accepted,
        Err(refusal) => return refusal.into_response(),
    };
    let Sending { rate, result } = api.app.send(caller, request, key, respond).await;
    let rate = match &result {
        Err(SendError::RateExceeded { rate, .. }) => Some(*rate),
        Ok(_) | Err(_) => rate,
    };
    let mut response = match result {
        Ok(sent) => {
            let mut response = json::raw(StatusCode::CREATED, sent.body);
            if sent.replay == Replay::Again {
                response.headers_mut().insert(idempotency::REPLAYED, HeaderValue::from_static("true"));
            }
            response
        }
        Err(error) => refuse_send(error, api.app.settings()).into_response(),
    };
    if let Some(rate) = rate {
        rate_limit::answer_headers(rate, arrived, response.headers_mut());
    }
    response
}

fn accept(
    api: &Api,
    path: &'static str,
    body: JsonBody,
    arrived: Moment,
    read: fn(Form, Moment) -> Result<SendRequest, Refusal>,
) -> Result<(SendRequest, Option<IdempotencyKey>, Held), Refusal> {
    let JsonBody { parts, bytes, value, held } = body;
    let key = idempotency::of(&parts.headers, &parts.method, path, &bytes);
    // Files are in it, and in `value` a second time.
    drop(bytes);
    let fields = schema::object(value).map_err(Refusal::invalid)?;
    let request = read(Form::new(fields), arrived)?;
    let sizes = personalisation::check_size(&request.personalisation, api.app.settings().files);
    if !sizes.is_empty() {
        return Err(Refusal::invalid(sizes));
    }
    Ok((request, key.map_err(Refusal::invalid_with)?, held))
}
