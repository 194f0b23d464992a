// The two small modules that move the sandbox payment provider out of Jari's process. Each is put beside a built worker,
// `index.js`, in its place; the built worker itself stays as it is.

/** The vars that the modules read. */
export const PROVIDER_ORIGIN_VAR = "BENCH_PROVIDER_ORIGIN";
/** Where the provider's process tells how many webhooks were taken. */
export const WEBHOOKS_PATH = "/bench/webhooks";
/** The object that the worker calls, see `SANDBOX_COMPANY` there. */
const PROVIDER_NAME = "sandbox";

/**
 * Serves the provider over HTTP. It delivers a webhook through the default export, which for the product is the same
 * worker; here it goes on over the network to where the webhook is addressed.
 */
export const PROVIDER_WORKER = `import { SandboxProvider } from "./index.js";

export { SandboxProvider };

let webhooksTaken = 0;

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "${WEBHOOKS_PATH}") return Response.json({ taken: webhooksTaken });
    if (pathname.startsWith("/v1/")) return env.SANDBOX_PROVIDER.getByName("${PROVIDER_NAME}").fetch(request);
    const answer = await fetch(request);
    if (answer.ok) webhooksTaken++;
    return answer;
  },
};
`;

/** Stands for the provider in a built worker of any version: every call goes on over HTTP to the provider's process. */
export function forwardingWorker(className: string): string {
  return `import { DurableObject } from "cloudflare:workers";
import worker from "./index.js";

export * from "./index.js";

export class ${className} extends DurableObject {
  fetch(request) {
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(this.env.${PROVIDER_ORIGIN_VAR} + pathname + search, request));
  }
}

export default worker;
`;
}
