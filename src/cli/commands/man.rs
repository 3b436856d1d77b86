//! `petra-autotask man`: prints the manual page.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory;

use crate::cli::args::Cli;
use crate::cli::output;
use crate::cli::report::Failure;

/// Prints it.
///
/// # Errors
/// Where the page cannot be made.
pub fn run() -> Result<ExitCode, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).context("the manual page cannot be made")?;
    output::data(&page)?;
    Ok(ExitCode::SUCCESS)
}
