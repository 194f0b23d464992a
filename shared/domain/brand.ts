// Nominal types over plain strings: an order id can never be passed where a hold id is meant.

declare const brand: unique symbol;

export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type EventId = Brand<string, "EventId">;
export type HoldId = Brand<string, "HoldId">;
export type OrderId = Brand<string, "OrderId">;
export type BuyerId = Brand<string, "BuyerId">;

/** A UUID in its canonical lower-case form (RFC 9562 §4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `text` is a UUID in its canonical lower-case form (RFC 9562 §4). */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
