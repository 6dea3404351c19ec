//! Where the mutants stand in a rewritten file, so that an error of the compiler can be laid at the door of one.

use std::collections::HashMap;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprIf, ExprLit, Lit};

/// Line and column of the begin and the end.
pub type Place = [(usize, usize); 2];

pub fn places(file: &syn::File) -> HashMap<u32, Place> {
    let mut finder = Finder(HashMap::new());
    finder.visit_file(file);
    finder.0
}

struct Finder(HashMap<u32, Place>);

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr_if(&mut self, node: &'ast ExprIf) {
        if let Some(number) = number(&node.cond) {
            let span = node.then_branch.span();
            let [from, to] = [span.start(), span.end()];
            self.0.insert(number, [(from.line, from.column), (to.line, to.column)]);
        }
        visit::visit_expr_if(self, node);
    }
}

/// The number in `crate::mutation::on(number)`.
fn number(condition: &Expr) -> Option<u32> {
    let Expr::Call(ExprCall { func, args, .. }) = condition else { return None };
    let Expr::Path(path) = &**func else { return None };
    if !path.path.segments.iter().any(|segment| segment.ident == "mutation") {
        return None;
    }
    match args.first()? {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        _ => None,
    }
}
