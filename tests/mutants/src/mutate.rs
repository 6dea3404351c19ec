//! The mutants: other operators, dropped negations, guards that always or never hold, functions that return at once.

use std::collections::HashSet;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprBinary, ExprConst, ExprRepeat, ImplItemConst, ImplItemFn, ItemConst,
    ItemFn, ItemImpl, ItemMod, ItemStatic, Pat, Signature, TraitItemConst, TraitItemFn, Type, UnOp, Variant,
    parse_quote,
};

use crate::values;

/// A change that the tests should notice.
pub struct Mutant {
    pub number: u32,
    /// In the original file.
    pub line: usize,
    pub function: String,
    pub change: String,
}

/// Puts the mutants into the file, except those that do not compile.
pub fn mutate(file: &mut syn::File, next: &mut u32, unviable: &HashSet<u32>) -> Vec<Mutant> {
    let mut mutator = Mutator { next, unviable, mutants: Vec::new(), place: Vec::new() };
    mutator.visit_file_mut(file);
    mutator.mutants
}

struct Mutator<'a> {
    next: &'a mut u32,
    unviable: &'a HashSet<u32>,
    mutants: Vec<Mutant>,
    /// The names of the type and the function that it is in.
    place: Vec<String>,
}

impl Mutator<'_> {
    /// The number of a new mutant; numbers do not depend on what is left out.
    fn mutant(&mut self, line: usize, change: String) -> Option<u32> {
        let number = *self.next;
        *self.next += 1;
        if self.unviable.contains(&number) {
            return None;
        }
        self.mutants.push(Mutant { number, line, function: self.place.join("::"), change });
        Some(number)
    }

    fn function(&mut self, signature: &Signature, block: &mut Block) {
        // What is computed by the compiler cannot ask which mutant it is.
        if signature.constness.is_some() {
            return;
        }
        self.place.push(signature.ident.to_string());
        self.visit_block_mut(block);
        let line = signature.ident.span().start().line;
        // A function that returned the same value anyway is no mutant.
        let same = block.to_token_stream().to_string();
        for value in values::of_return(&signature.output).into_iter().rev() {
            let value_text = value.to_token_stream().to_string();
            if block.stmts.is_empty() || same == format!("{{ {value_text} }}") {
                continue;
            }
            if let Some(number) = self.mutant(line, format!("returns {value_text}")) {
                block.stmts.insert(0, parse_quote!(if crate::mutation::on(#number) { return #value; }));
            }
        }
        self.place.pop();
    }

    /// `original`, or one of these expressions while its mutant is chosen.
    fn alternatives(&mut self, line: usize, original: &mut Expr, others: Vec<(String, Expr)>) {
        for (change, other) in others {
            if let Some(number) = self.mutant(line, change) {
                *original = parse_quote!((if crate::mutation::on(#number) { #other } else { #original }));
            }
        }
    }
}

impl VisitMut for Mutator<'_> {
    fn visit_item_fn_mut(&mut self, node: &mut ItemFn) {
        if !is_test(&node.attrs) {
            self.function(&node.sig, &mut node.block);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, node: &mut ImplItemFn) {
        self.function(&node.sig, &mut node.block);
    }

    fn visit_trait_item_fn_mut(&mut self, node: &mut TraitItemFn) {
        if let Some(block) = &mut node.default {
            self.function(&node.sig, block);
        }
    }

    fn visit_item_impl_mut(&mut self, node: &mut ItemImpl) {
        if is_test(&node.attrs) {
            return;
        }
        let of_trait = node.trait_.as_ref().and_then(|(_, path, _)| Some(path.segments.last()?.ident.to_string()));
        // What a person reads in a debugger is no behaviour.
        if of_trait.as_deref() == Some("Debug") {
            return;
        }
        let name = match &*node.self_ty {
            Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
            other => other.to_token_stream().to_string(),
        };
        self.place.push(match of_trait {
            Some(of_trait) => format!("<{name} as {of_trait}>"),
            None => name,
        });
        visit_mut::visit_item_impl_mut(self, node);
        self.place.pop();
    }

    fn visit_item_mod_mut(&mut self, node: &mut ItemMod) {
        if !is_test(&node.attrs) {
            visit_mut::visit_item_mod_mut(self, node);
        }
    }

    fn visit_expr_mut(&mut self, node: &mut Expr) {
        let untouched = node.clone();
        visit_mut::visit_expr_mut(self, node);
        if has_let(&untouched) {
            return;
        }
        match &untouched {
            Expr::Binary(binary) => {
                let line = binary.op.span().start().line;
                let from = binary.op.to_token_stream().to_string();
                let others = replacements(&binary.op).into_iter().map(|op| {
                    let change = format!("{from} becomes {}", op.to_token_stream());
                    (change, Expr::Binary(ExprBinary { op, ..binary.clone() }))
                });
                self.alternatives(line, node, others.collect());
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_) | UnOp::Neg(_)) => {
                let change = format!("without {}", unary.op.to_token_stream());
                self.alternatives(unary.span().start().line, node, vec![(change, (*unary.expr).clone())]);
            }
            _ => {}
        }
    }

    fn visit_arm_mut(&mut self, node: &mut Arm) {
        visit_mut::visit_arm_mut(self, node);
        if let Some((_, guard)) = &mut node.guard
            && !has_let(guard)
        {
            let line = guard.span().start().line;
            let always = ("guard becomes true".to_owned(), parse_quote!(true));
            let never = ("guard becomes false".to_owned(), parse_quote!(false));
            self.alternatives(line, guard, vec![always, never]);
        }
    }

    // What follows is computed by the compiler, or no expression that is run.
    fn visit_item_const_mut(&mut self, _: &mut ItemConst) {}
    fn visit_item_static_mut(&mut self, _: &mut ItemStatic) {}
    fn visit_impl_item_const_mut(&mut self, _: &mut ImplItemConst) {}
    fn visit_trait_item_const_mut(&mut self, _: &mut TraitItemConst) {}
    fn visit_variant_mut(&mut self, _: &mut Variant) {}
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_expr_repeat_mut(&mut self, node: &mut ExprRepeat) {
        self.visit_expr_mut(&mut node.expr);
    }
}

/// Whether a condition binds names, so that it cannot stand in parentheses.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        text.contains("test") && text.contains("cfg") || attribute.path().is_ident("test")
    })
}

fn replacements(op: &BinOp) -> Vec<BinOp> {
    match op {
        BinOp::Eq(_) => vec![parse_quote!(!=)],
        BinOp::Ne(_) => vec![parse_quote!(==)],
        BinOp::Lt(_) => vec![parse_quote!(==), parse_quote!(>), parse_quote!(<=)],
        BinOp::Gt(_) => vec![parse_quote!(==), parse_quote!(<), parse_quote!(>=)],
        BinOp::Le(_) => vec![parse_quote!(>), parse_quote!(<)],
        BinOp::Ge(_) => vec![parse_quote!(<), parse_quote!(>)],
        BinOp::And(_) => vec![parse_quote!(||)],
        BinOp::Or(_) => vec![parse_quote!(&&)],
        BinOp::Add(_) => vec![parse_quote!(-), parse_quote!(*)],
        BinOp::Sub(_) => vec![parse_quote!(+), parse_quote!(/)],
        BinOp::Mul(_) => vec![parse_quote!(+), parse_quote!(/)],
        BinOp::Div(_) => vec![parse_quote!(%), parse_quote!(*)],
        BinOp::Rem(_) => vec![parse_quote!(/), parse_quote!(+)],
        BinOp::BitAnd(_) => vec![parse_quote!(|), parse_quote!(^)],
        BinOp::BitOr(_) => vec![parse_quote!(&), parse_quote!(^)],
        BinOp::BitXor(_) => vec![parse_quote!(|), parse_quote!(&)],
        BinOp::Shl(_) => vec![parse_quote!(>>)],
        BinOp::Shr(_) => vec![parse_quote!(<<)],
        BinOp::AddAssign(_) => vec![parse_quote!(-=), parse_quote!(*=)],
        BinOp::SubAssign(_) => vec![parse_quote!(+=), parse_quote!(/=)],
        BinOp::MulAssign(_) => vec![parse_quote!(+=), parse_quote!(/=)],
        BinOp::DivAssign(_) => vec![parse_quote!(%=), parse_quote!(*=)],
        BinOp::RemAssign(_) => vec![parse_quote!(/=), parse_quote!(+=)],
        BinOp::BitAndAssign(_) => vec![parse_quote!(|=), parse_quote!(^=)],
        BinOp::BitOrAssign(_) => vec![parse_quote!(&=), parse_quote!(^=)],
        BinOp::BitXorAssign(_) => vec![parse_quote!(|=), parse_quote!(&=)],
        BinOp::ShlAssign(_) => vec![parse_quote!(>>=)],
        BinOp::ShrAssign(_) => vec![parse_quote!(<<=)],
        _ => Vec::new(),
    }
}
