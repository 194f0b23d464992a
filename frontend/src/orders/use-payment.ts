// The press of the button, and everything that may come between it and an order: the first payment of a checkout, and
// each that follows one that failed.

import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import { sendJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { startPress, type PressOptions, type PressTrace, type TraceOptions } from "../tracing/press-trace.ts";
import type { RequestRecord } from "./request-records.ts";
import { placeOrder, type PlaceOutcome, type PlaceProgress } from "./place-order.ts";

export type PaymentState =
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly progress: PlaceProgress | "resuming" }
  /** an answer: no order. The next press is a new attempt with a new key */
  | { readonly kind: "refused"; readonly failure: Failure }
  /** no answer: the next press repeats the same attempt */
  | { readonly kind: "unknown"; readonly failure: Failure };

/** What is sent, under which key: the same in every tab, and after every reload. */
export interface PaymentRecord<R> {
  readonly freeze: (request: R) => Promise<RequestRecord<R>>;
  readonly renew: (refusedKey: string) => Promise<unknown>;
  readonly placed: (order: OrderView) => Promise<unknown>;
}

export interface PaymentOptions<R> {
  readonly path: string;
  readonly record: PaymentRecord<R>;
  /** what was sent before this page was loaded */
  readonly sent: R | undefined;
  /** left out for what has no span of its own (`browser-spans.ts`) */
  readonly trace?: PressOptions;
  readonly onStart: () => void;
  /** there is an answer, and the trace of the press is kept; told before what the answer is */
  readonly onTraced?: () => void;
  readonly onPlaced: (order: OrderView) => void;
  readonly onRefused: (failure: Failure) => void;
  readonly onUnknown: (failure: Failure) => void;
}

export interface Payment<R> {
  readonly state: Accessor<PaymentState>;
  readonly pay: (request: R) => void;
}

export function createPayment<R>(options: PaymentOptions<R>): Payment<R> {
  const [state, setState] = createSignal<PaymentState>({ kind: "idle" });
  let sent = options.sent;
  let gone = false;
  onCleanup(() => (gone = true));

  const run = async (request: R, press: PressTrace | undefined): Promise<void> => {
    // If another tab was quicker, its content is what goes with the key.
    const record = await options.record.freeze(request);
    sent = record.request ?? request;
    const body = sent;
    const send = (traced: TraceOptions | undefined): Promise<Result<OrderView, Failure>> =>
      sendJson("POST", options.path, { body, idempotencyKey: record.key, ...traced });
    const outcome = await placeOrder({
      send: () => press?.attempt(send) ?? send(undefined),
      wait: waitOrOnline,
      onProgress: (progress) => progress !== "sending" && setState({ kind: "busy", progress }),
    });
    if (press?.end(traceOf(outcome)) === true) options.onTraced?.();
    if (outcome.kind === "placed") await options.record.placed(outcome.order);
    if (outcome.kind === "refused") {
      await options.record.renew(record.key);
      sent = undefined;
    }
    // The record is kept in any case; whoever has left the page finds the order when they come back.
    if (gone) return;
    // Once placed the button stays pressed: the page is about to change.
    if (outcome.kind === "placed") return options.onPlaced(outcome.order);
    const failure = outcome.kind === "refused" ? outcome.problem : outcome.failure;
    setState({ kind: outcome.kind, failure });
    if (outcome.kind === "refused") options.onRefused(failure);
    else options.onUnknown(failure);
  };

  const start = (request: R, progress: PlaceProgress | "resuming"): void => {
    // Told synchronously: the second click of a double click finds it so.
    if (state().kind === "busy") return;
    const press = options.trace && startPress(options.trace);
    setState({ kind: "busy", progress });
    options.onStart();
    void run(request, press);
  };
  const resume = (): void => {
    if (sent !== undefined) start(sent, "resuming");
  };

  // The buyer had pressed the button before the reload; only its answer was lost.
  onMount(resume);
  const onOnline = (): void => void (state().kind === "unknown" && resume());
  addEventListener("online", onOnline);
  onCleanup(() => removeEventListener("online", onOnline));

  return { state, pay: (request) => start(sent ?? request, "sending") };
}

function traceOf(outcome: PlaceOutcome): Parameters<PressTrace["end"]>[0] {
  switch (outcome.kind) {
    case "placed":
      return { orderId: outcome.order.orderId, status: outcome.order.status };
    case "refused":
      return { error: outcome.problem.code };
    case "unknown":
      return { error: outcome.failure.code };
  }
}

/** A pause that ends early when the network comes back. */
function waitOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}
