// The peer's tables: what a careful team would write. A seat is a row, and its lock is the row's.

export const SCHEMA = `
CREATE TABLE events (
  id uuid PRIMARY KEY,
  sale_opens_at bigint NOT NULL,
  sale_closes_at bigint NOT NULL,
  hold_ttl_ms int NOT NULL,
  hold_max_ms int NOT NULL,
  max_seats_per_hold int NOT NULL,
  max_seats_per_buyer int NOT NULL
);
CREATE TABLE seats (
  event_id uuid NOT NULL,
  seat int NOT NULL,
  price_level text NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  hold_id uuid,
  held_until bigint,
  PRIMARY KEY (event_id, seat)
) WITH (fillfactor = 60); -- room for an update to stay in its page, without touching the index
CREATE TABLE holds (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  buyer_id uuid NOT NULL,
  seats int[] NOT NULL,
  held_until bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX holds_of_buyer ON holds (event_id, buyer_id) INCLUDE (held_until);
`;

/**
 * For best-available alone: an update that changes what an index covers cannot stay in its page, so an event that only
 * sells chosen seats is better off without it.
 */
export const FREE_SEATS_INDEX = "CREATE INDEX free_seats ON seats (event_id, seat) WHERE state = 0;";
