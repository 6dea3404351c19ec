//! What a mutated function returns at once.

use quote::quote;
use syn::{Expr, GenericArgument, PathArguments, ReturnType, Type, parse_quote};

/// Instead of the body; none for types that have no obvious value. An `impl Iterator` cannot be another one behind a number.
pub fn of_return(output: &ReturnType) -> Vec<Expr> {
    match output {
        ReturnType::Default => vec![parse_quote!(())],
        ReturnType::Type(_, ty) => of_type(ty),
    }
}

fn of_type(ty: &Type) -> Vec<Expr> {
    match ty {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Vec::new() };
            let argument = || match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(of_type(ty)),
                    _ => None,
                }),
                _ => None,
            };
            of_name(&last.ident.to_string(), argument)
        }
        Type::Tuple(tuple) if tuple.elems.is_empty() => vec![parse_quote!(())],
        Type::Tuple(tuple) => {
            let first: Option<Vec<Expr>> = tuple.elems.iter().map(|ty| of_type(ty).into_iter().next()).collect();
            first.map(|values| parse_quote!((#(#values),*))).into_iter().collect()
        }
        Type::Array(array) => {
            let length = &array.len;
            of_type(&array.elem).into_iter().map(|value| parse_quote!([#value; #length])).collect()
        }
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(_) => vec![parse_quote!(&[])],
            Type::Path(path) if path.path.is_ident("str") => vec![parse_quote!("")],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn of_name(name: &str, argument: impl Fn() -> Option<Vec<Expr>>) -> Vec<Expr> {
    match name {
        "bool" => vec![parse_quote!(true), parse_quote!(false)],
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => vec![parse_quote!(0), parse_quote!(1)],
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => vec![parse_quote!(0), parse_quote!(1), parse_quote!(-1)],
        "String" => vec![parse_quote!(String::new())],
        "Choice" => vec![parse_quote!(subtle::Choice::from(0)), parse_quote!(subtle::Choice::from(1))],
        "Option" => {
            let some = argument().unwrap_or_default();
            std::iter::once(parse_quote!(None)).chain(some.iter().map(|value| parse_quote!(Some(#value)))).collect()
        }
        "Result" => argument().unwrap_or_default().iter().map(|value| parse_quote!(Ok(#value))).collect(),
        "Vec" => vec![parse_quote!(Vec::new())],
        "Self" => Vec::new(),
        _ => {
            let default = quote!(::std::default::Default::default());
            vec![parse_quote!(#default)]
        }
    }
}
