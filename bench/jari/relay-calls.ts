// Counts how often an event calls its relays, from outside: the built worker stays as it is, and a module in front of
// it exports one class anew. All objects of a local runtime share an isolate, so one table is enough.

/** Where the table is told: JSON, the name of a relay → its calls. */
export const RELAY_CALLS_PATH = "/bench/relay-calls";

/** A module that is put beside the built worker, `index.js`, in its place. */
export const COUNTING_WORKER = `import worker, { SeatRelay as Built } from "./index.js";

export * from "./index.js";

const calls = {};

export class SeatRelay extends Built {
  publish(news) {
    const { name } = this.ctx.id;
    calls[name] = (calls[name] ?? 0) + 1;
    return super.publish(news);
  }
}

export default {
  ...worker,
  fetch(request, env, ctx) {
    const isAsked = new URL(request.url).pathname === "${RELAY_CALLS_PATH}";
    return isAsked ? Response.json(calls) : worker.fetch(request, env, ctx);
  },
};
`;
