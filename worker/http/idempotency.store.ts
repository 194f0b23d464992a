// Idempotency records: a key is claimed by one request at a time, and done once.

import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Db, Statement } from "../db/client.ts";
import { idempotencyRecords } from "../db/schema.ts";

/** Longer than any request lives; a claim that is older belonged to one that crashed. */
export const LEASE_MS = 30_000;

/** Orders keep theirs for two weeks (DESIGN §5). */
export const RETENTION_MS = 14 * 24 * 3_600_000;

/** Expired records removed in one sweep. */
const PURGE_LIMIT = 500;

export interface KeyScope {
  /** principal and route */
  readonly scope: string;
  readonly key: string;
}

export interface Claim extends KeyScope {
  readonly token: string;
}

export interface StoredReply {
  readonly status: number;
  readonly body: string;
}

export type ClaimResult =
  | { readonly kind: "claimed"; readonly claim: Claim }
  | { readonly kind: "done"; readonly reply: StoredReply }
  | { readonly kind: "in-flight"; readonly leaseUntil: number }
  | { readonly kind: "other-payload" };

export interface ClaimRequest extends KeyScope {
  readonly fingerprint: string;
  readonly token: string;
  readonly now: number;
}

/** Claims the key for this request, or says who has it. A claim whose lease has ended is taken over. */
export async function claimKey(
  db: Db,
  { scope, key, fingerprint, token, now }: ClaimRequest,
): Promise<ClaimResult> {
  const t = idempotencyRecords;
  const leaseUntil = now + LEASE_MS;
  const fresh = {
    fingerprint,
    state: "CLAIMED" as const,
    claimToken: token,
    leaseUntil,
    expiresAt: now + RETENTION_MS,
  };
  const free = sql`${t.expiresAt} <= ${now} OR (${t.state} = 'CLAIMED' AND ${t.leaseUntil} <= ${now} AND ${t.fingerprint} = ${fingerprint})`;
  const [mine] = await db
    .insert(t)
    .values({ scope, key, ...fresh })
    .onConflictDoUpdate({
      target: [t.scope, t.key],
      set: { ...fresh, status: null, body: null },
      setWhere: free,
    })
    .returning({ token: t.claimToken });
  if (mine?.token === token) return { kind: "claimed", claim: { scope, key, token } };
  const record = await findRecord(db, { scope, key });
  if (record === undefined) return { kind: "in-flight", leaseUntil };
  if (record.fingerprint !== fingerprint) return { kind: "other-payload" };
  if (record.state === "CLAIMED") return { kind: "in-flight", leaseUntil: record.leaseUntil };
  return { kind: "done", reply: { status: record.status ?? 0, body: record.body ?? "" } };
}

/** The reply stored for a key, if it is done. */
export async function findReply(db: Db, at: KeyScope): Promise<StoredReply | undefined> {
  const record = await findRecord(db, at);
  return record?.state === "DONE" ? { status: record.status ?? 0, body: record.body ?? "" } : undefined;
}

/** True in SQL while `claim` is still this request's to complete. */
export function stillClaimed({ scope, key, token }: Claim): SQL {
  const t = idempotencyRecords;
  return sql`EXISTS (SELECT 1 FROM ${t} WHERE ${t.scope} = ${scope} AND ${t.key} = ${key} AND ${t.claimToken} = ${token} AND ${t.state} = 'CLAIMED')`;
}

/** Stores the reply under the claim; where `condition` is given, only if it holds. */
export function completeClaim(db: Db, claim: Claim, reply: StoredReply, condition?: SQL): Statement {
  return db
    .update(idempotencyRecords)
    .set({ state: "DONE", status: reply.status, body: reply.body })
    .where(and(ownClaim(claim), condition));
}

/** Gives the key back, so that the next attempt need not wait for the lease. */
export async function releaseClaim(db: Db, claim: Claim): Promise<void> {
  await db.delete(idempotencyRecords).where(ownClaim(claim));
}

/**
 * Forgets what has expired. All records are kept for the same time, so the oldest of the table expire first: looking at
 * those needs no index, which every order would have to write. One that was claimed anew stands among them until its
 * new time is over.
 */
export async function purgeExpired(db: Db, now: number): Promise<void> {
  const t = idempotencyRecords;
  const oldest = db
    .select({ rowid: sql`rowid`.as("place"), expiresAt: t.expiresAt })
    .from(t)
    .where(sql`rowid > 0`)
    .orderBy(sql`rowid`)
    .limit(PURGE_LIMIT)
    .as("oldest");
  await db.delete(t).where(sql`rowid IN (SELECT place FROM ${oldest} WHERE expires_at < ${now})`);
}

function ownClaim({ scope, key, token }: Claim): SQL | undefined {
  const t = idempotencyRecords;
  return and(eq(t.scope, scope), eq(t.key, key), eq(t.claimToken, token), eq(t.state, "CLAIMED"));
}

async function findRecord(
  db: Db,
  { scope, key }: KeyScope,
): Promise<typeof idempotencyRecords.$inferSelect | undefined> {
  const t = idempotencyRecords;
  const [record] = await db
    .select()
    .from(t)
    .where(and(eq(t.scope, scope), eq(t.key, key)));
  return record;
}
