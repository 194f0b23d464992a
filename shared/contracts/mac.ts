// HMAC-SHA-256 (RFC 2104) of short texts, as base64: what signs a session's cookie and a webhook.
//
// Synchronous, with each key prepared once: WebCrypto's key import and promises took a quarter of the time of a hold.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** Not of the language, but in every runtime that this is for. */
declare const btoa: (binary: string) => string;

const MAC_CHARS = 44;

/** More secrets than any program here has. */
const MAX_PREPARED = 8;

const prepared = new Map<string, ReturnType<typeof hmac.create>>();

/** The code of `text` under `secret`. Whether the secret is long enough is for the caller to say. */
export function macOf(text: string, secret: string): string {
  return btoa(String.fromCharCode(...keyOf(secret).clone().update(utf8ToBytes(text)).digest()));
}

/** Takes the same time wherever two codes differ, so that none can be guessed a character at a time. */
export function isSameMac(given: string, right: string): boolean {
  if (given.length !== MAC_CHARS) return false;
  let difference = 0;
  for (let i = 0; i < MAC_CHARS; i++) difference |= given.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}

function keyOf(secret: string): ReturnType<typeof hmac.create> {
  const known = prepared.get(secret);
  if (known !== undefined) return known;
  if (prepared.size >= MAX_PREPARED) prepared.clear();
  const key = hmac.create(sha256, utf8ToBytes(secret));
  prepared.set(secret, key);
  return key;
}
