// A short value and its code, as `value.base64`: what a signed cookie holds.

import { isSameMac, macOf } from "../../shared/contracts/mac.ts";

/** `value` with its signature under `secret`. */
export function sign(value: string, secret: string): string {
  return `${value}.${macOf(value, secret)}`;
}

/** The value of `signed`, or `undefined` where it was not signed under `secret`. */
export function readSigned(signed: string | undefined, secret: string): string | undefined {
  const dot = signed?.lastIndexOf(".") ?? -1;
  if (signed === undefined || dot < 0) return undefined;
  const value = signed.slice(0, dot);
  return isSameMac(signed.slice(dot + 1), macOf(value, secret)) ? value : undefined;
}
