//! Puts every mutant of some source files into them, each behind its number: see `../run`.
//!
//!     qoltanba-mutants UNVIABLE FILE…
//!
//! rewrites the files in place. UNVIABLE is a file of numbers, separated by white space, of mutants to leave out. For each
//! other mutant a line goes to standard output, its fields separated by tabs: number, file, line in the original, function,
//! change, and where the mutant stands in the rewritten file (line and column of its begin and end).

mod arms;
mod mutate;
mod values;

use std::collections::HashSet;
use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let unviable = fs::read_to_string(arguments.next().ok_or("a file of unviable mutants is needed")?)?;
    let unviable: HashSet<u32> = unviable.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let mut next = 1;
    for path in arguments {
        let mut file = syn::parse_file(&fs::read_to_string(&path)?).map_err(|error| format!("{path}: {error}"))?;
        let mutants = mutate::mutate(&mut file, &mut next, &unviable);
        let rewritten = prettyplease::unparse(&file);
        let places = arms::places(&syn::parse_file(&rewritten)?);
        fs::write(&path, rewritten)?;
        for mutant in mutants {
            let place = places.get(&mutant.number).ok_or("a mutant was lost")?;
            let [(from_line, from_column), (to_line, to_column)] = place;
            println!(
                "{}\t{path}\t{}\t{}\t{}\t{from_line}\t{from_column}\t{to_line}\t{to_column}",
                mutant.number, mutant.line, mutant.function, mutant.change
            );
        }
    }
    Ok(())
}
