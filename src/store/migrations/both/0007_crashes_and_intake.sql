-- How many runs of it in a row ended with their process: such a job runs alone, and is given up after some.
ALTER TABLE jobs ADD COLUMN crashes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX jobs_suspect ON jobs (due) WHERE crashes > 0 AND due IS NOT NULL;

-- Who made what is to be looked at, in lower case; empty where nobody says so. Of one installation authors take turns.
ALTER TABLE jobs ADD COLUMN author TEXT NOT NULL DEFAULT '';
CREATE INDEX jobs_author ON jobs (coalesce(installation, 0), author, due) WHERE state = 'ready' AND crashes = 0;

-- The SHA-256 of a delivery's event and body, in hex: a body is taken in once, whatever id it comes with.
ALTER TABLE deliveries ADD COLUMN digest TEXT;
CREATE UNIQUE INDEX deliveries_digest ON deliveries (digest) WHERE digest IS NOT NULL;

-- The newest ones that were given up, however many there are.
CREATE INDEX jobs_died ON jobs (died, id) WHERE state = 'dead';
