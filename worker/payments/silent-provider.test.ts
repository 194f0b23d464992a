// A provider that does not answer a capture or a return: what is sure is done at once, and it is asked again soon, not
// only when the sweep comes round (O5, S3).

import { afterAll, afterEach, expect, test } from "vitest";
import { answerChallenge, challenged, giveUp, placed } from "../testing/attempts.ts";
import { quiesce } from "../testing/baskets.ts";
import { timelineOf } from "../testing/buying.ts";
import { asNoAnswer, faultyProvider, type Fault, type FaultyProvider } from "../testing/faulty-provider.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const SOLD = { status: "CONFIRMED", tickets: [{ seat: 0 }, { seat: 1 }] };

let provider: FaultyProvider | undefined;
afterEach(() => provider?.stop());
afterAll(quiesce);

/** Loses the answers to calls of `verb`, which are carried out or not, as long as `isSilent`. */
function silent(lost: "capture" | "void", isCarriedOut: boolean, isSilent: () => boolean): Fault {
  return async ({ verb }, make) => {
    if (verb !== lost || !isSilent()) return make();
    if (isCarriedOut) await make();
    return asNoAnswer();
  };
}

test.each([
  ["did not come to anything", false],
  ["was carried out all the same", true],
])(
  "a capture without an answer that %s keeps no ticket waiting, and is made once",
  async (_, isCarriedOut) => {
    let isSilent = true;
    provider = faultyProvider(silent("capture", isCarriedOut, () => isSilent));
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, { ...SOLD, payment: { status: "AUTHORIZED" } });
    isSilent = false;
    await becomes(payer, { ...SOLD, payment: { status: "CAPTURED" } });
    await nothingLeft(payer);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
    const { steps } = await timelineOf(payer.buyer, payer.orderId);
    const kinds = steps.map(({ kind }) => kind).filter((kind) => kind !== "provider-asked");
    expect(kinds.slice(-3)).toEqual(["tickets-issued", "provider-silent", "money-captured"]);
  },
);

test("a return without an answer is asked for again soon, and the money goes back once", async () => {
  const payer = await challenged();
  let voids = 0;
  const silentOnce = silent("void", false, () => voids++ === 0);
  provider = faultyProvider(async (call, make) => {
    // The money is approved before it can be voided, and so has to go back.
    if (call.verb === "query") await answerChallenge(payer, "approve").catch(() => undefined);
    return (await silentOnce(call, make)) ?? make();
  });
  expect((await giveUp(payer)).status).toBe(202);
  await becomes(
    payer,
    { status: "CANCELLED", reason: "buyer-cancelled", payment: { status: "VOIDED" } },
    15_000,
  );
  expect(voids).toBeGreaterThan(1);
  await nothingLeft(payer);
  expect(await movementKinds(payer.orderId)).toEqual(["authorize", "void"]);
});
