// The bank's own page, which asks the buyer before a payment goes on.

import type { Client } from "./client.ts";

/** Answers the bank's question at `url`, if it is still asked. */
export async function answerChallenge(
  client: Client,
  url: string,
  answer: "approve" | "refuse",
): Promise<void> {
  const { pathname } = new URL(url);
  const question = await client.send("GET", pathname);
  const secret = /name="secret" value="([^"]+)"/.exec(question?.body ?? "")?.[1];
  if (secret !== undefined) await client.sendForm(pathname, { secret, answer });
}
