-- Our one comment on a pull request; without an id, nobody wants one there.
CREATE TABLE comments (
    repository  TEXT NOT NULL,
    number      BIGINT NOT NULL,
    comment_id  BIGINT,
    fingerprint TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (repository, number)
);
