-- Leave to write on GitHub for an installation: one run at a time has it, over all processes.
CREATE TABLE write_turns (
    installation BIGINT PRIMARY KEY,
    -- The run that has it, as long as its lease holds.
    job          BIGINT NOT NULL DEFAULT 0,
    run          BIGINT NOT NULL DEFAULT 0,
    -- The process that is to have it next, and when it asked last.
    next         TEXT NOT NULL DEFAULT '',
    asked        BIGINT NOT NULL DEFAULT 0,
    -- How far writes have come, in the words of who makes them.
    pace         TEXT NOT NULL DEFAULT ''
);
