// The hold that is being paid for, as it is now: extended or ended in another tab, by its order, or by time.

import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Feed } from "../feed/feed.ts";
import type { Basket } from "../holds/basket.ts";
import { loadHold } from "./checkout-step.ts";

export interface FollowedHold {
  readonly hold: Accessor<HoldView>;
  /** asks the server how the hold stands */
  readonly ask: () => Promise<HoldView | undefined>;
}

export function followHold(feed: Feed, basket: Basket, initial: HoldView): FollowedHold {
  const [asked, setAsked] = createSignal(initial);
  const pushed = createMemo(() => feed.holds().find((each) => each.holdId === basket.holdId));
  const hold = createMemo(() => {
    const news = pushed();
    return news !== undefined && news.serverTime >= asked().serverTime ? news : asked();
  });
  const ask = async (): Promise<HoldView | undefined> => {
    const answer = await loadHold(basket);
    if (!answer.ok) return undefined;
    setAsked(answer.value);
    return answer.value;
  };
  // A feed that has just opened names every live hold: if ours is not among them, it has ended unheard.
  createEffect(on(feed.status, (status) => void (status === "live" && pushed() === undefined && ask())));
  return { hold, ask };
}
