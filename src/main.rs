//! The program: hands its arguments to the library's command line.

fn main() -> std::process::ExitCode {
    onrecord::cli::run(std::env::args_os())
}
