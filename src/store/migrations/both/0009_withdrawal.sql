-- When pull requests and issues were looked at last, and since when they are over: what is kept of their people goes some
-- time after.
CREATE TABLE subjects (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    looked     BIGINT NOT NULL,
    closed     BIGINT,
    PRIMARY KEY (repository, number)
);
CREATE INDEX subjects_over ON subjects (coalesce(closed, looked));

-- Where the app was taken away: all that is kept of an account, or of a repository, is to be forgotten.
CREATE TABLE withdrawn (
    installation BIGINT NOT NULL,
    -- `owner/` or `owner/name`, in lower case.
    scope        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (installation, scope)
);
