/** Crockford's base 32: no I, L, O or U, so a code can be read aloud (https://www.crockford.com/base32.html). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_CHARS = 4;

/** A new ticket code like `7K2M-9XQ4-B0TD`: 60 random bits. */
export function newTicketCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_CHARS));
  const chars = Array.from(bytes, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  return (chars.match(/.{4}/g) ?? []).join("-");
}
