//! Pages of lists, and the `Link` header between them.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use crate::sandbox::model::state::State;

/// The requested part of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// `page` and `per_page`: 30 by default, at most 100.
    pub(crate) fn of(call: &Call) -> Self {
        let number = |name: &str| call.query(name).and_then(|text| text.parse::<usize>().ok()).filter(|it| *it > 0);
        Self { number: number("page").unwrap_or(1), size: number("per_page").unwrap_or(30).min(100) }
    }

    /// The part of `items` on this page.
    pub(crate) fn part<T>(self, items: &[T]) -> &[T] {
        let start = ((self.number - 1) * self.size).min(items.len());
        &items[start..(start + self.size).min(items.len())]
    }

    /// `answer` with links to the other pages of `total` items, if there are any.
    pub(crate) fn linked(self, state: &State, call: &Call, total: usize, answer: Answer) -> Answer {
        let last = total.div_ceil(self.size).max(1);
        let link = |number: usize, relation: &str| {
            let mut query = call.query.clone();
            query.insert("page".to_owned(), number.to_string());
            let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            format!("<{}{}?{pairs}>; rel=\"{relation}\"", state.api, call.path)
        };
        let mut links = Vec::new();
        if self.number > 1 {
            links.push(link(self.number - 1, "prev"));
        }
        if self.number < last {
            links.push(link(self.number + 1, "next"));
            links.push(link(last, "last"));
        }
        if self.number > 1 {
            links.push(link(1, "first"));
        }
        if links.is_empty() { answer } else { answer.header("link", links.join(", ")) }
    }

    /// The page of `items` as a JSON list.
    pub(crate) fn answer<T>(self, state: &State, call: &Call, items: &[T], shape: impl Fn(&T) -> Value) -> Answer {
        let list = self.part(items).iter().map(shape).collect();
        self.linked(state, call, items.len(), Answer::json(Value::Array(list)))
    }
}
