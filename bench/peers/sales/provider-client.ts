// How the relay calls the payment provider. A repeat is safe: every call carries its key, and the provider answers a
// repeat with how the payment stands.

import { encodeRequest, HttpLine, type Address, type Answer } from "../../load/http-line.ts";

const TIMEOUT_MS = 2_000;

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

export class ProviderClient {
  readonly #address: Address;
  /** connections that wait for a call */
  #free: HttpLine[] = [];

  constructor(origin: string) {
    const { hostname: host, port } = new URL(origin);
    this.#address = { host, port: Number(port) };
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
    const request = encodeRequest({ address: this.#address, method: "POST", path, headers, body });
    const { status, body: text } = await this.#send(request);
    if (status === 404) return undefined;
    if (status >= 500) throw new Error(`the provider: ${status}`);
    // A refused command says where the payment stands, if it says more than no.
    const answer = JSON.parse(text) as ProviderPayment & { readonly payment?: ProviderPayment };
    if (status === 200) return answer;
    if (status === 409 && answer.payment !== undefined) return answer.payment;
    throw new Error(`the provider: ${status} ${text}`);
  }

  /** A connection that fails, or does not answer in time, is not used again. */
  async #send(request: Buffer): Promise<Answer> {
    this.#free = this.#free.filter(({ isOpen }) => isOpen);
    const line = this.#free.pop() ?? (await HttpLine.open(this.#address));
    const answer = await withinTime(line.send(request)).catch((error: unknown) => {
      line.close();
      throw error;
    });
    this.#free.push(line);
    return answer;
  }
}

/** Rejects where `answer` does not come in time. */
function withinTime(answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("the provider does not answer")), TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(limit));
  });
}
