// How the relay calls the payment provider. A repeat is safe: every call carries its key, and the provider answers a
// repeat with how the payment stands.

import { Agent, request } from "node:http";

const TIMEOUT_MS = 2_000;
const CONNECTIONS = 64;

export interface Authorization {
  readonly key: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token: string;
  readonly returnUrl: string;
}

export interface ProviderPayment {
  readonly id: string;
  readonly status: "pending" | "challenge" | "authorized" | "declined" | "captured" | "voided" | "refunded";
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

export class ProviderClient {
  readonly #origin: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  /** Throws where there is no answer in time, or none that can be understood. */
  async authorize({ key, ...body }: Authorization): Promise<ProviderPayment> {
    const payment = await this.#call("/v1/payments", body, { "idempotency-key": key });
    if (payment === undefined) throw new Error("the provider does not know its own payment");
    return payment;
  }

  /** Throws as `authorize` does. */
  async capture(paymentId: string): Promise<ProviderPayment> {
    const payment = await this.#call(`/v1/payments/${encodeURIComponent(paymentId)}/capture`, {});
    if (payment === undefined) throw new Error("the provider has lost a payment");
    return payment;
  }

  /** Voids what stands under `key`, or sees to it that nothing ever will: `undefined` then. Throws as `authorize` does. */
  async void(key: string): Promise<ProviderPayment | undefined> {
    return this.#call("/v1/void", { key });
  }

  async #call(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ProviderPayment | undefined> {
    const { status, text } = await this.#post(path, JSON.stringify(body), headers);
    if (status === 404) return undefined;
    // A refused command says where the payment stands, if it says more than no.
    const answer = JSON.parse(text) as ProviderPayment & { readonly payment?: ProviderPayment };
    if (status === 200) return answer;
    if (status === 409 && answer.payment !== undefined) return answer.payment;
    throw new Error(`the provider: ${status} ${text}`);
  }

  #post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
    const { hostname, port } = this.#origin;
    return new Promise((resolve, reject) => {
      const call = request(
        {
          ...{ hostname, port, path, method: "POST", agent: this.#agent, timeout: TIMEOUT_MS },
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            ...headers,
          },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => (text += part));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
          response.on("error", reject);
        },
      );
      call.on("timeout", () => call.destroy(new Error("the provider does not answer")));
      call.on("error", reject);
      call.end(body);
    });
  }
}
