-- Leave to write on GitHub for an installation, which one run has at a time, over all processes.
CREATE TABLE write_turns (
    installation BIGINT PRIMARY KEY,
    -- The run that has it, or had it last.
    job          BIGINT NOT NULL,
    run          BIGINT NOT NULL,
    -- Until when, unless it is given back before.
    until        BIGINT NOT NULL,
    -- How far writes have come: when the next is due at an even pace, and when the last was made.
    due          BIGINT NOT NULL,
    last         BIGINT NOT NULL
);
