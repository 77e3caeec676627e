//! The command line: reads arguments, calls one function of `city`, prints what comes out.
//! Exit codes: 0 all well (and all promises kept), 1 some promise not kept (of a matrix: some rows
//! left out), 2 could not run.
#![expect(clippy::print_stdout, reason = "a command line prints")]

/// A line for people beside the answer. A closed pipe is not worth a word, and no panic.
macro_rules! say {
    ($($text:tt)*) => {
        drop(std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("{}\n", format_args!($($text)*)),
        ))
    };
}

mod access;
mod args;
mod bundled;
mod commands;
mod corridor;
mod coverage;
mod matrix;
mod ports;
mod reach;
mod render;
mod run;
mod table;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Check, Command};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let help = !error.use_stderr();
            // A closed pipe is not worth a word.
            drop(error.print());
            return ExitCode::from(if help { 0 } else { 2 });
        }
    };
    let command = arguments.command.unwrap_or_else(|| Command::Check(Check::default()));
    // One pool for the whole command, reading included.
    let threads = command.threads().unwrap_or(0);
    match allways_city::on_threads(threads, || run(&command)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            render::error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Check(args) => commands::check(args),
        Command::Doctor(args) => commands::doctor(args),
        Command::Route(args) => commands::route(args),
        Command::Matrix(args) => matrix::matrix(args),
        Command::Reach(args) => reach::reach(args),
        Command::Access(args) => access::access(args),
        Command::Coverage(args) => coverage::coverage(args),
        Command::Corridor(args) => corridor::corridor(args),
        Command::Measures(output) => commands::measures(output),
        Command::Schema(output) => commands::schema(output),
        Command::New(args) => commands::new(args),
        Command::Ports(args) => ports::ports(args),
    }
}
