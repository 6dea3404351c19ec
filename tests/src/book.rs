//! The book (`core/docs/src`), as its tests read it.

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Where the pages lie.
#[must_use]
pub fn folder() -> PathBuf {
    crate::workspace().join("core/docs/src")
}

/// One page.
pub struct Page {
    /// Its path below the folder of the pages, with `/`.
    pub name: String,
    /// Its Markdown.
    pub text: String,
}

/// A block of code.
#[derive(Debug)]
pub struct Block {
    /// The first word after the fence.
    pub language: String,
    /// The other words after the fence, which commas separate.
    pub attributes: Vec<String>,
    /// What stands between the fences.
    pub code: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// Where the code lies in the page, in bytes.
    pub place: std::ops::Range<usize>,
    /// Whether nothing but blank lines stands between this block and the one before.
    pub follows: bool,
}

/// A heading.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: HeadingLevel,
    /// Its text without markup.
    pub text: String,
    /// The anchor that is written behind it as `{#anchor}`.
    pub anchor: Option<String>,
}

/// Every page, the table of contents included, in the order of the names.
///
/// # Panics
/// When a page cannot be read.
#[must_use]
pub fn pages() -> Vec<Page> {
    let root = folder();
    let mut pages = Vec::new();
    collect(&root, &root, &mut pages);
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<Page>) {
    for entry in std::fs::read_dir(folder).expect("the folder of the book is readable") {
        let path = entry.expect("the folder of the book is readable").path();
        if path.is_dir() {
            collect(root, &path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.strip_prefix(root).expect("it lies below").to_str().expect("names are text").to_owned();
            pages.push(Page { name, text: std::fs::read_to_string(&path).expect("a page is text") });
        }
    }
}

impl Page {
    fn events(&self) -> impl Iterator<Item = (Event<'_>, std::ops::Range<usize>)> {
        // What mdBook understands beyond CommonMark, as far as the book uses it.
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_FOOTNOTES;
        Parser::new_ext(&self.text, options).into_offset_iter()
    }

    /// Its blocks of code, in their order.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open: Option<Block> = None;
        let mut end_of_last = 0;
        for (event, place) in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => info.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    let mut words = info.split(',').map(|word| word.trim().to_owned());
                    let between = self.text.get(end_of_last..place.start).unwrap_or("?");
                    open = Some(Block {
                        language: words.next().unwrap_or_default(),
                        attributes: words.collect(),
                        code: String::new(),
                        line: self.text.get(..place.start).unwrap_or_default().lines().count() + 1,
                        place: 0..0,
                        follows: !blocks.is_empty() && between.trim().is_empty(),
                    });
                }
                Event::Text(text) => {
                    if let Some(block) = &mut open {
                        block.code.push_str(&text);
                        let start = if block.place.is_empty() { place.start } else { block.place.start };
                        block.place = start..place.end;
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    end_of_last = place.end;
                    blocks.extend(open.take());
                }
                _ => {}
            }
        }
        blocks
    }

    /// Its headings, in their order.
    #[must_use]
    pub fn headings(&self) -> Vec<Heading> {
        let mut headings = Vec::new();
        let mut open: Option<Heading> = None;
        for (event, _) in self.events() {
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let anchor = id.map(|id| id.to_string());
                    open = Some(Heading { level, text: String::new(), anchor });
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut open {
                        heading.text.push_str(&text);
                    }
                }
                Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
                _ => {}
            }
        }
        headings
    }

    /// The targets of its links, in their order.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        let link = |event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        };
        self.events().filter_map(|(event, _)| link(event)).collect()
    }

    /// The cells of its tables, row by row, without markup; the heads of the columns are not among them.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut cell: Option<String> = None;
        let mut row: Option<Vec<String>> = None;
        for (event, _) in self.events() {
            match event {
                Event::Start(Tag::TableRow) => row = Some(Vec::new()),
                Event::End(TagEnd::TableRow) => rows.extend(row.take()),
                Event::Start(Tag::TableCell) => cell = Some(String::new()),
                Event::End(TagEnd::TableCell) => {
                    if let (Some(row), Some(cell)) = (&mut row, cell.take()) {
                        row.push(cell);
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(cell) = &mut cell {
                        cell.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        rows
    }
}
