// The version of everything that crosses the feed. `protocol-version.test.ts` hashes the files that define it and
// fails when they change and this number does not.

export const FEED_PROTOCOL_VERSION = 4;

/** The largest text frame that the server reads; a longer one closes the socket. */
export const MAX_FEED_FRAME_CHARS = 4_096;

/** Frames a socket may send at once, and how many a second it earns back. Beyond that it is closed. */
export const FEED_BURST_FRAMES = 60;
export const FEED_FRAMES_PER_SECOND = 20;

/** Close codes of the feed (RFC 6455 §7.4). */
export const CLOSE_POLICY = 1008;
export const CLOSE_TOO_BIG = 1009;
export const CLOSE_TRY_AGAIN = 1013;
