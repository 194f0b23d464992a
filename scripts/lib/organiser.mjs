// How a script reaches Jari as its organiser.
import { fail } from "./run.mjs";

/** Asks `path` of the Jari at `url` with the organiser's `token`; ends the script where nobody answers in time. */
export async function askOrganiser({ url, token, timeoutMs = 30_000 }, method, path, body) {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    "content-type": "application/json",
  };
  const request = {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  };
  try {
    return await fetch(new URL(path, url), request);
  } catch (error) {
    return fail(`${url} does not answer: ${error.cause?.message ?? error.message}`);
  }
}

/** Ends the script with what was refused. */
export async function refuse(what, answer) {
  fail(`${what}: ${answer.status} ${(await answer.text()).slice(0, 2_000)}`);
}
