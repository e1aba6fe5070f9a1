//! Databases for tests, on a real server.

use crate::error::Error;
use facteur_model::secret::Secret;
use std::str::FromStr;

/// Makes an empty database with this name on the server that `url` names, and gives its URL.
pub async fn new_database(url: &Secret, name: &str) -> Result<Secret, Error> {
    let config = tokio_postgres::Config::from_str(url.expose())?;
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    let link = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    drop(client);
    // The link ends with its client.
    let _ = link.await;
    let server = url.expose().rsplit_once('/').map_or(url.expose(), |(server, _)| server);
    Ok(Secret::new(format!("{server}/{name}")))
}
