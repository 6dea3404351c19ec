//! A stand-in for the national services, on this computer: it serves files over HTTP, answers questions, and misbehaves in
//! the ways that real services were seen to. It is also an HTTP proxy that leads every host to itself, so that addresses in
//! certificates reach it.

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::changes::Random;

/// What goes wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 200 without content.
    Empty,
    /// A redirect to the login page of another host.
    Portal,
    /// A redirect to another path of the same host.
    Moved,
    /// A redirect to itself.
    Circle,
    /// 200 with a web page, under the right type.
    Page,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 503 with Retry-After.
    Unavailable,
    /// Nothing for so long, then the connection is closed.
    Silence(Duration),
    /// The connection ends in the middle of the content.
    CutOff,
    /// One byte of the content is another.
    Corrupt,
    /// The connection is closed at once.
    Reset,
    /// Content without an end.
    Endless,
    /// A byte now and then.
    Trickle,
    /// What stood there before the last change.
    Old,
}

/// Makes the content of an answer from the body of a question.
pub type Responder = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

/// A request that was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `GET`, `POST`.
    pub method: String,
    /// The path.
    pub path: String,
    /// The header fields, names in lower case.
    pub headers: HashMap<String, String>,
}

#[derive(Default)]
struct State {
    files: Mutex<HashMap<String, File>>,
    responders: Mutex<HashMap<String, Arc<Responder>>>,
    planned: Mutex<VecDeque<Fault>>,
    /// Of every hundred answers so many go wrong, each in one of these ways.
    random: Mutex<(u64, Vec<Fault>)>,
    dice: Mutex<Random>,
    seen: Mutex<Vec<Seen>>,
    counted: AtomicUsize,
    keep_seen: AtomicBool,
    open: AtomicUsize,
    most_open: AtomicUsize,
    stop: AtomicBool,
}

#[derive(Clone, Default)]
struct File {
    version: u64,
    content: Arc<Vec<u8>>,
    before: Arc<Vec<u8>>,
}

/// The running services; they end when this is dropped.
pub struct Services {
    address: SocketAddr,
    state: Arc<State>,
}

impl Default for Services {
    fn default() -> Self {
        Self::start()
    }
}

impl Services {
    /// Starts them.
    ///
    /// # Panics
    /// When the computer gives no port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let state = Arc::new(State { dice: Mutex::new(Random(0x9e37_79b9)), ..State::default() });
        state.keep_seen.store(true, Ordering::Relaxed);
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stop.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), state) = (stream, Arc::clone(&shared)) else { continue };
                std::thread::spawn(move || {
                    let open = state.open.fetch_add(1, Ordering::SeqCst) + 1;
                    state.most_open.fetch_max(open, Ordering::SeqCst);
                    // A client that goes away is no failure of the service.
                    let _ = state.serve(stream);
                    state.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, state }
    }

    /// `127.0.0.1:port`.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Puts a file in its place, at once and whole.
    pub fn publish(&self, path: &str, content: Vec<u8>) {
        let mut files = self.state.files.lock().unwrap();
        let file = files.entry(path.to_owned()).or_default();
        file.before = if file.version == 0 { Arc::new(content.clone()) } else { Arc::clone(&file.content) };
        *file = File { version: file.version + 1, content: Arc::new(content), before: Arc::clone(&file.before) };
    }

    /// Answers questions at a path.
    pub fn answer(&self, path: &str, responder: Responder) {
        self.state.responders.lock().unwrap().insert(path.to_owned(), Arc::new(responder));
    }

    /// The next answers go wrong in these ways, one after another.
    pub fn plan(&self, faults: &[Fault]) {
        self.state.planned.lock().unwrap().extend(faults);
    }

    /// Of every hundred answers so many go wrong, each in one of these ways.
    pub fn misbehave(&self, percent: u64, ways: &[Fault]) {
        *self.state.random.lock().unwrap() = (percent, ways.to_vec());
    }

    /// The requests since the last call.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.seen.lock().unwrap())
    }

    /// From now on requests are only counted.
    pub fn count_only(&self) {
        self.state.keep_seen.store(false, Ordering::Relaxed);
    }

    /// How many requests there were.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.state.counted.load(Ordering::Relaxed)
    }

    /// The most connections that were open at one time.
    #[must_use]
    pub fn most_open(&self) -> usize {
        self.state.most_open.load(Ordering::SeqCst)
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(self.address));
    }
}

impl State {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream;
        let mut seen = read_head(&mut reader)?;
        if seen.method == "CONNECT" {
            writer.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            seen = read_head(&mut reader)?;
        }
        let length = seen.headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        self.counted.fetch_add(1, Ordering::Relaxed);
        let (path, condition) = (seen.path.clone(), seen.headers.get("if-none-match").cloned());
        if self.keep_seen.load(Ordering::Relaxed) {
            self.seen.lock().unwrap().push(seen);
        }
        let fault = self.fault();
        let file = self.files.lock().unwrap().get(&path).cloned();
        let responder = self.responders.lock().unwrap().get(&path).cloned();
        match (file, responder) {
            (Some(file), _) => {
                let etag = format!("\"{}\"", file.version);
                if condition.as_ref() == Some(&etag) && fault.is_none() {
                    return write(&mut writer, "304 Not Modified", &format!("ETag: {etag}\r\n"), b"");
                }
                let content = if fault == Some(Fault::Old) { &file.before } else { &file.content };
                self.reply(&mut writer, fault, &path, &format!("ETag: {etag}\r\n"), content)
            }
            (None, Some(responder)) => match responder(&body) {
                Some(content) => self.reply(&mut writer, fault, &path, "", &content),
                None => write(&mut writer, "400 Bad Request", "", b""),
            },
            (None, None) => write(&mut writer, "404 Not Found", "", b"<html>404</html>"),
        }
    }

    fn fault(&self) -> Option<Fault> {
        if let Some(fault) = self.planned.lock().unwrap().pop_front() {
            return Some(fault);
        }
        let random = self.random.lock().unwrap();
        let roll = self.roll();
        (roll % 100 < random.0).then(|| random.1[usize::try_from(roll / 100).unwrap_or(0) % random.1.len()])
    }

    fn roll(&self) -> u64 {
        self.dice.lock().unwrap().number()
    }

    fn reply(
        &self,
        writer: &mut TcpStream,
        fault: Option<Fault>,
        path: &str,
        fields: &str,
        content: &[u8],
    ) -> io::Result<()> {
        let announce = |writer: &mut TcpStream, length: usize| {
            writer.write_all(
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{fields}Connection: close\r\n\r\n").as_bytes(),
            )
        };
        match fault {
            None | Some(Fault::Old) => write(writer, "200 OK", fields, content),
            Some(Fault::Empty) => write(writer, "200 OK", "", b""),
            Some(Fault::Portal) => write(writer, "303 See Other", "Location: http://login.example/\r\n", b""),
            Some(Fault::Moved) => {
                let moved = format!("{path}.moved");
                self.files.lock().unwrap().insert(
                    moved.clone(),
                    File { version: 1, content: Arc::new(content.to_vec()), before: Arc::new(Vec::new()) },
                );
                write(writer, "302 Found", &format!("Location: {moved}\r\n"), b"")
            }
            Some(Fault::Circle) => write(writer, "302 Found", &format!("Location: {path}\r\n"), b""),
            Some(Fault::Page) => write(
                writer,
                "200 OK",
                "Content-Type: application/pkix-crl\r\n",
                b"\r\n <!DOCTYPE html><html>login</html>",
            ),
            Some(Fault::Forbidden) => write(writer, "403 Forbidden", "", b""),
            Some(Fault::NotFound) => write(writer, "404 Not Found", "", b"<html>404</html>"),
            Some(Fault::Unavailable) => write(writer, "503 Service Unavailable", "Retry-After: 0\r\n", b""),
            Some(Fault::Silence(time)) => {
                std::thread::sleep(time);
                Ok(())
            }
            Some(Fault::CutOff) => {
                announce(writer, content.len())?;
                writer.write_all(&content[..content.len() / 2])
            }
            Some(Fault::Corrupt) => {
                let mut changed = content.to_vec();
                let place = usize::try_from(self.roll()).unwrap_or(0) % changed.len();
                changed[place] ^= 1 << (self.roll() % 8);
                write(writer, "200 OK", "", &changed)
            }
            Some(Fault::Reset) => Ok(()),
            Some(Fault::Endless) => {
                writer.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\x30\x84\xff\xff\xff\xff")?;
                loop {
                    writer.write_all(&[0; 4096])?;
                }
            }
            Some(Fault::Trickle) => {
                announce(writer, content.len())?;
                for byte in content {
                    writer.write_all(&[*byte])?;
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            }
        }
    }
}

fn write(writer: &mut TcpStream, status: &str, fields: &str, content: &[u8]) -> io::Result<()> {
    let length = content.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{fields}Connection: close\r\n\r\n");
    writer.write_all(&[head.as_bytes(), content].concat())
}

fn read_head(reader: &mut BufReader<TcpStream>) -> io::Result<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = HashMap::new();
    loop {
        let mut field = String::new();
        reader.read_line(&mut field)?;
        let Some((name, value)) = field.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    if method.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Seen { method, path: target, headers })
}
