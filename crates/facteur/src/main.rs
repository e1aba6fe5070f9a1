//! The `facteur` program: subcommands, configuration and wiring. No rule of the product lives here.

mod administer;
mod backup;
mod cli;
mod configuration;
mod demo;
mod doctor;
mod listener;
mod migrate;
mod rooms;
mod serve;
mod telemetry;
mod templates_as_files;
mod wiring;

use anyhow::Context;
use clap::Parser;
use cli::{Cli, Command, Serve};
use configuration::Configuration;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            // The whole chain of causes: each says its own part.
            eprintln!("facteur: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // It speaks to a server only: no settings of one concern it.
    if let Command::Templates(command) = cli.command {
        let runtime = tokio::runtime::Runtime::new().context("the runtime cannot be started")?;
        return Ok(runtime.block_on(templates_as_files::run(command, cli.common.json)));
    }
    let serve = match &cli.command {
        Command::Demo(listen) => Serve { listen: listen.clone(), ..Serve::default() },
        Command::Serve(serve) => serve.clone(),
        _ => Serve::default(),
    };
    let configuration = Configuration::load(&cli.common, &serve)?;
    let as_json = cli.common.json;
    if let Command::Config = cli.command {
        return print_configuration(&configuration, as_json);
    }
    telemetry::start_log(&configuration);
    let runtime = tokio::runtime::Runtime::new().context("the runtime cannot be started")?;
    runtime.block_on(async {
        match cli.command {
            Command::Demo(_) => demo::run(&configuration, as_json).await?,
            Command::Serve(_) => {
                let ready = serve::prepare(&configuration).await?;
                ready.announce_set_up().await?;
                ready.serve().await?;
            }
            Command::Doctor => {
                let (output, healthy) = doctor::run(&configuration).await;
                output.print(as_json);
                return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            Command::Backup { file } => backup::back_up(&configuration, &file).await?.print(as_json),
            Command::Restore { file } => backup::restore(&configuration, &file)?.print(as_json),
            Command::Migrate(wanted) => migrate::run(&configuration, &wanted).await?.print(as_json),
            command => administer::run(command, &configuration).await?.print(as_json),
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn print_configuration(configuration: &Configuration, as_json: bool) -> anyhow::Result<ExitCode> {
    let masked = configuration.masked();
    if as_json {
        println!("{}", serde_json::to_string(&masked)?);
    } else {
        print!("{}", toml::to_string(&masked)?);
    }
    Ok(ExitCode::SUCCESS)
}
