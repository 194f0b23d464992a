// An event that has loaded: its feed, the buyer's basket, and the map between them.

import { useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, onCleanup, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { ReleaseReason } from "../../../shared/domain/hold.ts";
import { createFeed } from "../feed/feed.ts";
import { saveBasket } from "../holds/basket.ts";
import { BasketPanel } from "../holds/basket-panel.tsx";
import { createHolds } from "../holds/create-holds.ts";
import { explainRefusal } from "../holds/explain-refusal.tsx";
import { useI18n } from "../i18n/i18n.tsx";
import { BestAvailableForm } from "../seat-map/best-available-form.tsx";
import type { ChartData } from "../seat-map/chart-data.ts";
import type { MapEngine } from "../seat-map/map-engine.ts";
import { SeatPicker } from "../seat-map/seat-picker.tsx";
import { createSeatWords } from "../seat-map/seat-words.ts";
import { createSeatActions } from "./event-page-actions.ts";
import { EventBanner } from "./event-page-banner.tsx";
import { saleStateOf } from "./sale-state.ts";
import { seatsInQuery } from "./event-page-query.ts";

const CLOCK_MS = 5_000;

/** What there is to say of seats that are held no more, where it is more than that. */
const END_WORDS: Readonly<Partial<Record<ReleaseReason, "holds.ended" | "holds.paidLate">>> = {
  expired: "holds.ended",
  "paid-late": "holds.paidLate",
};

export function EventSeats(props: { readonly event: EventView; readonly data: ChartData }): JSX.Element {
  const { event, data } = props;
  const i18n = useI18n();
  const { t, money } = i18n;
  const navigate = useNavigate();
  const feed = createFeed(event.eventId);
  const words = createSeatWords(data, event, i18n);
  const [engine, setEngine] = createSignal<MapEngine>();
  const [now, setNow] = createSignal(event.serverTime);
  const clock = setInterval(() => setNow(feed.serverNow()), CLOCK_MS);
  onCleanup(() => clearInterval(clock));
  const sale = () => saleStateOf(event, now());
  const isOnSale = (): boolean => sale() === "on-sale";
  const max = event.limits.maxSeatsPerHold;

  const holds = createHolds({
    eventId: event.eventId,
    feed,
    onRefused: (failure) => {
      const kept = holds.current()?.seats ?? [];
      explainRefusal({ failure, kept, take: holds.replaceWith }, words, i18n);
    },
    onEnded: (reason) => toast.warning(t(END_WORDS[reason] ?? "holds.released")),
  });
  rehold(
    () => isOnSale() && holds.known(),
    (seats) => {
      const possible = seats.filter((seat) => seat < data.index.seatCount).slice(0, max);
      if (possible.length > 0 && holds.wanted().length === 0) holds.replaceWith(possible);
    },
  );

  const { pick, findBest, showSeat } = createSeatActions({ event, data, feed, holds, sale, engine });
  const checkout = (): void => {
    const hold = holds.current();
    if (hold === undefined) return;
    saveBasket({ eventId: event.eventId, holdId: hold.holdId });
    navigate("/checkout");
  };

  return (
    <>
      <div class="min-h-0 min-w-0 flex-1">
        <SeatPicker
          event={event}
          data={data}
          feed={feed}
          mine={holds.mine()}
          onPick={pick}
          onEngine={setEngine}
          banner={
            <EventBanner
              event={event}
              sale={sale()}
              feedStatus={feed.status()}
              serverNow={feed.serverNow}
              onOpen={() => setNow(feed.serverNow())}
            />
          }
        />
      </div>
      <BasketPanel
        event={event}
        holds={holds}
        serverNow={feed.serverNow}
        seatName={words.name}
        seatPrice={words.price}
        fromText={t("holds.from", { price: money(event.from.amountMinor, event.from.currency) })}
        canBuy={isOnSale()}
        onShowSeat={showSeat}
        onCheckout={checkout}
      >
        <section class="mt-auto flex flex-col gap-2">
          <h3 class="font-bold">{t("seatMap.bestTitle")}</h3>
          <BestAvailableForm levels={event.priceLevels} maxSeats={max} onFind={findBest} />
        </section>
      </BasketPanel>
    </>
  );
}

/** Takes `?seats=` once, when that is possible, and strips it: a reload must not ask again. */
function rehold(isReady: () => boolean, take: (seats: readonly number[]) => void): void {
  const [query, setQuery] = useSearchParams();
  createEffect(() => {
    const wanted = query["seats"];
    if (wanted === undefined || !isReady()) return;
    setQuery({ seats: undefined }, { replace: true });
    take(seatsInQuery(wanted));
  });
}
