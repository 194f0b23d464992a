// The line to the payment company and back: calls that are refused, slow, or answered to nobody, and webhooks that
// come late, twice, or never. The company itself is the product's own sandbox.

import { SANDBOX_COMPANY } from "../../worker/payments/sandbox/sandbox-client.ts";
import type { Faults } from "../faults.ts";
import { PLATFORM, type Actor, type Scheduler } from "../scheduler.ts";
import type { SimNamespace } from "./namespace.ts";
import type { ObjectStorage } from "./object-storage.ts";

const SLOWEST_CALL_MS = 40_000;
const LATEST_WEBHOOK_MS = 90_000;

export interface CompanyLine {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly objects: SimNamespace;
  readonly networkMs: () => number;
  /** carries a request into the site */
  readonly enter: (from: Actor, request: Request, delayMs: number) => Promise<Response>;
}

export class Company {
  readonly #line: CompanyLine;

  constructor(line: CompanyLine) {
    this.#line = line;
  }

  /** What the binding of the company `name` is for `caller`. */
  binding(caller: Actor, name: string): { fetch(url: string, init?: RequestInit): Promise<Response> } {
    const { faults, scheduler, networkMs, objects } = this.#line;
    const fetch = (url: string, { signal, ...init }: RequestInit = {}): Promise<Response> =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new DOMException("timed out", "TimeoutError")));
        if (faults.strike("provider-down")) {
          scheduler.after(networkMs(), caller, () => resolve(new Response(null, { status: 503 })));
          return;
        }
        // Mostly a little, sometimes far beyond anybody's patience.
        const slow = faults.strike("provider-slow") ? faults.how("provider-slow").next() ** 3 : 0;
        const label = `provider ${new URL(url).pathname}`;
        scheduler.after(slow * SLOWEST_CALL_MS, PLATFORM, () => {
          const answer = objects
            .get(name)
            .call(caller, label, async (company) => company.fetch?.(new Request(url, init)));
          answer.then(
            (response) => (faults.strike("provider-answer-lost") ? undefined : resolve(response as Response)),
            (error: Error) => reject(error),
          );
        });
      });
    return { fetch };
  }

  /** Delivers a webhook of `company` to the site, as the open internet would. */
  async deliverWebhook(company: Actor, request: Request): Promise<Response> {
    const { faults, enter } = this.#line;
    if (faults.strike("webhook-lost")) throw new Error("webhook lost");
    // The company believes that it has told us. Of a decline that it takes back nobody would ever hear otherwise.
    if (!(await this.#isReversal(request)) && faults.strike("webhook-never-sent"))
      return new Response(null, { status: 204 });
    if (faults.strike("webhook-duplicated")) void enter(company, request.clone(), 0).catch(() => undefined);
    const late = faults.strike("webhook-delayed") ? faults.how("webhook-delayed").next() : 0;
    return enter(company, request, late * LATEST_WEBHOOK_MS);
  }

  async #isReversal(request: Request): Promise<boolean> {
    const { data }: { data: { id: string } } = JSON.parse(await request.clone().text());
    const query = "SELECT 1 FROM payments WHERE id = ? AND token = 'tok_reversed_decline'";
    return this.#books(query, [data.id]).length > 0;
  }

  /** Whether the company has refused an attempt of the order, or did so once. */
  hasRefused(orderId: string): boolean {
    const query =
      "SELECT 1 FROM payments WHERE order_id = ? AND (status = 'declined' OR token = 'tok_reversed_decline')";
    return this.#books(query, [orderId]).length > 0;
  }

  #books(query: string, parameters: readonly string[]): readonly unknown[] {
    return this.#line.objects.get(SANDBOX_COMPANY).storage.sqlite.arrays(query, parameters);
  }

  /** The buyer's answer on the company's own page. */
  async answerChallenge(client: Actor, orderId: string, approve: boolean): Promise<void> {
    const object = this.#line.objects.get(SANDBOX_COMPANY);
    const [row] = object.storage.sqlite.arrays(
      "SELECT id, challenge_secret FROM payments WHERE order_id = ?",
      [orderId],
    );
    if (row === undefined) return;
    const [id, secret] = row as [string, string];
    const body = JSON.stringify({ secret, answer: approve ? "approve" : "refuse" });
    const url = `https://sandbox.invalid/v1/payments/${id}/challenge`;
    await object
      .call(client, "challenge", async (company) =>
        company.fetch?.(new Request(url, { method: "POST", body })),
      )
      .catch(() => undefined);
  }
}

/** Whether the company has taken no decline back of which it may still have to tell. */
export function hasNothingReversed({ sqlite }: ObjectStorage): boolean {
  const query = "SELECT 1 FROM payments WHERE token = 'tok_reversed_decline' AND status = 'authorized'";
  return sqlite.arrays(query, []).length === 0;
}
