// What a Durable Object keeps. All writes of one turn become durable together, or are lost together with whatever
// the object was about to say about them.

import { Sqlite, type SqlParameter } from "./sqlite.ts";

const WRITES = /^\s*(?:insert|update|delete|create|drop)/i;

export interface StorageEvents {
  /** something has been written that is not durable yet */
  readonly dirty: () => void;
  /** whether the disk refuses this write */
  readonly writeFails: () => boolean;
  /** resolves when everything written before is durable */
  readonly flushed: () => Promise<void>;
}

export class ObjectStorage {
  readonly sqlite = new Sqlite();
  /** epoch ms, as durable; `undefined`: no alarm */
  alarmAt: number | undefined;
  #nextAlarm: { readonly at: number | undefined } | undefined;
  #inTurn = false;
  #depth = 0;
  readonly #events: StorageEvents;

  constructor(events: StorageEvents) {
    this.#events = events;
  }

  readonly sql = {
    exec: (
      text: string,
      ...bindings: (SqlParameter | ArrayBuffer)[]
    ): { toArray(): Record<string, unknown>[] } => {
      if (WRITES.test(text)) {
        this.#write();
        if (this.#events.writeFails()) throw new Error("SQLITE_IOERR: disk I/O error");
      }
      if (bindings.length === 0 && text.includes(";")) {
        this.sqlite.script(text);
        return { toArray: () => [] };
      }
      const parameters = bindings.map((value) =>
        value instanceof ArrayBuffer ? new Uint8Array(value) : value,
      );
      const { rows } = this.sqlite.run(text, parameters);
      return { toArray: () => rows.map(withBuffers) };
    },
  };

  transactionSync<T>(work: () => T): T {
    this.#write();
    const name = `turn_${++this.#depth}`;
    this.sqlite.script(`SAVEPOINT ${name}`);
    try {
      const result = work();
      this.sqlite.script(`RELEASE ${name}`);
      return result;
    } catch (error) {
      this.sqlite.script(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  sync(): Promise<void> {
    return this.#events.flushed();
  }

  setAlarm(at: number): Promise<void> {
    this.#write();
    this.#nextAlarm = { at };
    return this.#events.flushed();
  }

  async getAlarm(): Promise<number | null> {
    await this.#events.flushed();
    return (this.#nextAlarm === undefined ? this.alarmAt : this.#nextAlarm.at) ?? null;
  }

  /** Makes the turn durable. Says whether the alarm was moved. */
  commit(): { readonly alarmMoved: boolean } {
    if (this.#inTurn) this.sqlite.script("COMMIT");
    this.#inTurn = false;
    const moved = this.#nextAlarm;
    this.#nextAlarm = undefined;
    if (moved !== undefined) this.alarmAt = moved.at;
    return { alarmMoved: moved !== undefined };
  }

  /** Loses the turn. */
  rollback(): void {
    if (this.#inTurn) this.sqlite.script("ROLLBACK");
    this.#inTurn = false;
    this.#nextAlarm = undefined;
  }

  #write(): void {
    if (this.#inTurn) return;
    this.#inTurn = true;
    this.sqlite.script("BEGIN");
    this.#events.dirty();
  }
}

/** Blobs come back as ArrayBuffer, as they do in workerd. */
function withBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[name] = new Uint8Array(value).buffer;
  }
  return row;
}
