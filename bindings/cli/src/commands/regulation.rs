//! `qoltanba regulation`: the service regulations as data.

use qoltanba::regulation::{Catalogue, Regulation};
use serde_json::{Value, json};

use super::inspect::outline;
use crate::args::{ChannelArg, RegulationCommand};
use crate::failure::{At as _, Failure, Status};
use crate::present;

pub fn run(arguments: &RegulationCommand) -> Result<Status, Failure> {
    let catalogue = Catalogue::builtin().at("regulations")?;
    match arguments {
        RegulationCommand::List { json } => {
            let list: Vec<Value> = catalogue.regulations().iter().map(summary).collect();
            if *json {
                present::json(&Value::Array(list))?;
            } else {
                let lines = list.iter().map(|entry| {
                    let word = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                    let channels = entry["channels"].as_array().map(Vec::as_slice).unwrap_or_default();
                    let channels: Vec<&str> = channels.iter().filter_map(Value::as_str).collect();
                    format!("{:55} {:22} {}\n", word("id"), channels.join(" "), word("decree"))
                });
                present::print(&lines.collect::<String>())?;
            }
        }
        RegulationCommand::Show { id, channel, json } => {
            let regulation = catalogue
                .regulation(id)
                .ok_or_else(|| Failure::new("ID", "there is no such regulation; see regulation list"))?;
            let mut value = serde_json::to_value(regulation).at("ID")?;
            if let Some(channel) = channel {
                keep(&mut value, *channel)?;
            }
            if *json {
                present::json(&value)?;
            } else {
                let mut text = String::new();
                outline(&value, 0, &mut text);
                present::print(&text)?;
            }
        }
    }
    Ok(Status::Done)
}

fn summary(regulation: &Regulation) -> Value {
    json!({
        "id": regulation.id,
        "decree": regulation.decree,
        "identity": regulation.identity.number,
        "channels": regulation.channels.iter().map(|channel| channel.id).collect::<Vec<_>>(),
        "result_kinds": regulation.result_kinds,
    })
}

/// Leaves one channel of a regulation.
fn keep(value: &mut Value, channel: ChannelArg) -> Result<(), Failure> {
    let name = match channel {
        ChannelArg::Portal => "portal",
        ChannelArg::Provider => "provider",
        ChannelArg::Centre => "centre",
    };
    if let Some(channels) = value["channel"].as_array_mut() {
        channels.retain(|channel| channel["id"] == name);
        if channels.is_empty() {
            return Err(Failure::new("--channel", "no such channel in this regulation"));
        }
    }
    Ok(())
}
