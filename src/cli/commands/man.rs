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
    output::data(&page().context("the manual page cannot be made")?)?;
    Ok(ExitCode::SUCCESS)
}

/// One page for all: the program, then each command with its options.
fn page() -> std::io::Result<Vec<u8>> {
    let command = Cli::command();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for_each_command(&command, "petra-autotask", &mut |command, name| {
        let section = clap_mangen::Man::new(command.clone());
        let mut text = Vec::new();
        section.render_description_section(&mut text)?;
        let mut options = Vec::new();
        section.render_options_section(&mut options)?;
        let (text, options) = (String::from_utf8_lossy(&text), String::from_utf8_lossy(&options));
        // Each has a heading of its own; the command's name stands in place of the first.
        let text = text.replacen(".SH DESCRIPTION", &format!(".SH \"{}\"", name.to_uppercase()), 1);
        page.extend_from_slice(text.as_bytes());
        page.extend_from_slice(options.replacen(".SH OPTIONS", ".PP", 1).as_bytes());
        Ok(())
    })?;
    Ok(page)
}

/// Each command below one, by its whole name.
fn for_each_command(
    above: &clap::Command,
    name: &str,
    tell: &mut impl FnMut(&clap::Command, &str) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for command in above.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = format!("{name} {}", command.get_name());
        tell(command, &name)?;
        for_each_command(command, &name, tell)?;
    }
    Ok(())
}
