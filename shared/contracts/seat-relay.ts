// What an event and its relays say to each other. A relay holds sockets in the event's place: it is told each tick
// once, for all of them, and brings their commands in one call for many.

import type { BuyerId } from "../domain/brand.ts";
import type { FeedUp } from "./feed.schema.ts";

export type FeedCommand = Exclude<FeedUp, { type: "resume" }>;

/** A text frame for the open screens of one buyer. */
export interface BuyerText {
  readonly buyerId: BuyerId;
  readonly text: string;
}

/** Where a feed stands: it has told everything up to fact `seq` of `epoch`. */
export interface Standing {
  readonly epoch: number;
  readonly seq: number;
}

/** One tick: a seat frame of `feed-codec.ts`, and what became of the holds and orders of single buyers meanwhile. */
export interface RelayNews {
  /** nothing where the relay has been told every seat already */
  readonly frame: Uint8Array<ArrayBuffer> | undefined;
  readonly texts: readonly BuyerText[];
}

/** What a relay answers to news: where it stands now, and how many sockets it has. */
export interface RelayAck extends Standing {
  readonly sockets: number;
}

export type CheckIn =
  /** the event tells this relay every tick from here on; `snapshot` for one that had nothing */
  | { readonly kind: "welcome"; readonly snapshot: Uint8Array<ArrayBuffer> | undefined }
  /** the event has given this relay up, and told it nothing since: its sockets must come back elsewhere */
  | { readonly kind: "dropped" };

export interface CheckInRequest {
  readonly relay: string;
  /** where the relay stands; nothing after a start */
  readonly standing: Standing | undefined;
  readonly sockets: number;
}

export interface RelayAsk {
  readonly buyerId: BuyerId;
  readonly command: FeedCommand;
}

/** What an event does for its relays. */
export interface RelaySourceRpc {
  checkIn(request: CheckInRequest): Promise<CheckIn>;
  /** Carries out commands in their order, fairly between relays; the text of each answer, once it is on disk. */
  holdMany(relay: string, asks: readonly RelayAsk[]): Promise<readonly string[]>;
  /** For each buyer the first frame of a connection. */
  greet(buyers: readonly BuyerId[]): Promise<readonly string[]>;
  /** The delta from fact `from` to fact `to` of `epoch`; nothing where only a snapshot tells. */
  gap(epoch: number, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

export interface SeatRelayRpc {
  publish(news: RelayNews): Promise<RelayAck>;
}

/** On an event's answer to an upgrade: the relay that has room for it, to which the worker goes instead. */
export const RELAY_HEADER = "x-jari-relay";
/** On the upgrade: the part of the world it comes from, one of `RELAY_REGIONS`. */
export const REGION_HEADER = "x-jari-region";
export const BUYER_HEADER = "x-jari-buyer";

/** Where relays can be placed (Cloudflare's location hints); `any` where the visitor's place is not known. */
export const RELAY_REGIONS = ["enam", "sam", "weur", "apac", "oc", "afr", "any"] as const;
export type RelayRegion = (typeof RELAY_REGIONS)[number];

/** A relay's name says whose it is and where. */
export function relayName(eventId: string, region: RelayRegion, n: number): string {
  return `${eventId}/${region}/${n}`;
}

export function readRelayName(name: string): { readonly eventId: string; readonly region: RelayRegion } {
  const [eventId = "", region = ""] = name.split("/");
  return { eventId, region: asRegion(region) };
}

export function asRegion(text: string | null): RelayRegion {
  return RELAY_REGIONS.find((region) => region === text) ?? "any";
}
