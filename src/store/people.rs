//! Settings of users that an operator makes for them, as users do in comments.

use sqlx::AnyConnection;

use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::time::Day;

use super::Store;
use super::error::StoreError;
use super::record::{away, capacity};
use super::write::Write;

impl Store {
    /// Stores that a user is away until the end of a day, as `/wg away` does; `None`: is back. `foundation`: its
    /// governing repository.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn set_away(&self, foundation: &RepoName, login: &Login, until: Option<Day>) -> Result<(), StoreError> {
        self.say(foundation, login, Word::Away(until)).await
    }

    /// Stores how many open requests a user takes, as `/wg capacity` does; `None`: the default.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn set_capacity(
        &self,
        foundation: &RepoName,
        login: &Login,
        most: Option<u32>,
    ) -> Result<(), StoreError> {
        self.say(foundation, login, Word::Capacity(most)).await
    }

    async fn say(&self, foundation: &RepoName, login: &Login, word: Word) -> Result<(), StoreError> {
        let (foundation, login) = (foundation.clone(), login.clone());
        self.writer.write(Saying { foundation, login, word }).await
    }
}

struct Saying {
    foundation: RepoName,
    login: Login,
    word: Word,
}

enum Word {
    Away(Option<Day>),
    Capacity(Option<u32>),
}

impl Write for Saying {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let Self { foundation, login, word } = self;
        let statement = match word {
            Word::Away(until) => away(foundation, login, *until),
            Word::Capacity(most) => capacity(foundation, login, *most),
        };
        statement.execute(db).await?;
        Ok(())
    }
}
