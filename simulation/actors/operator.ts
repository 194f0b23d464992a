// Whoever has the organiser token: publishes the event, puts parked messages back, and audits.

import type { EventDefinition } from "../../shared/contracts/catalog.schema.ts";
import { demand } from "../oracle/violation.ts";
import type { Client } from "./client.ts";

/** An audit calls an order contradictory only when it has had time to heal. */
const HEALING_MS = 16 * 60_000;

export class Operator {
  readonly #client: Client;
  readonly #eventId: string;
  readonly #authorization: Record<string, string>;

  constructor(client: Client, eventId: string, token: string) {
    this.#client = client;
    this.#eventId = eventId;
    this.#authorization = { authorization: `Bearer ${token}` };
  }

  async publish(definition: EventDefinition): Promise<void> {
    const { status } = await this.#ask("PUT", `/ops/events/${this.#eventId}`, definition);
    demand(status === 200, "an event is published", () => `status ${status}`);
  }

  /** Publishes the next version until that is answered: it may have been written before, under a version of its own. */
  async publishAgain(definition: EventDefinition): Promise<void> {
    for (;;) {
      const answer = await this.#client.try(
        "PUT",
        `/ops/events/${this.#eventId}`,
        definition,
        this.#authorization,
      );
      if (answer?.status === 200) return;
      await this.#client.sleep(2_000);
    }
  }

  /** Puts everything back that is parked; says how much that was. */
  async putBack(): Promise<number> {
    const { status, text } = await this.#ask("POST", "/ops/retry");
    demand(status === 202, "parked messages are put back", () => `${status} ${text}`);
    const { retried }: { retried: number } = JSON.parse(text);
    return retried;
  }

  async nothingIsParked(): Promise<void> {
    const { text } = await this.#ask("GET", "/ops/parked");
    const { messages }: { messages: readonly object[] } = JSON.parse(text);
    demand(messages.length === 0, "what was parked is handled once it is put back", () => text);
  }

  async audit(): Promise<void> {
    await this.#client.sleep(HEALING_MS);
    const { text } = await this.#ask("GET", `/ops/events/${this.#eventId}/audit`);
    const { verdict }: { verdict?: string } = JSON.parse(text);
    demand(verdict === "holds", "the audit holds", () => text);
  }

  #ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    return this.#client.ask(method, path, body, this.#authorization);
  }
}
