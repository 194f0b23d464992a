import { createEffect, createSignal, onCleanup, untrack, type Accessor } from "solid-js";
import type { Result } from "../../../shared/domain/result.ts";
import type { Failure } from "./failure.ts";

/** Something of the server's, in the only three states it can be in. */
export type Remote<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "ready"; readonly value: T };

export interface RemoteHandle<T> {
  readonly remote: Accessor<Remote<T>>;
  readonly value: Accessor<T | undefined>;
  readonly failure: Accessor<Failure | undefined>;
  readonly reload: () => void;
}

/**
 * Loads whatever `source` names, again whenever it names something else or `reload` is called. While `source`
 * names nothing the state is `loading`. An answer that comes too late to matter is dropped.
 */
export function createRemote<S, T>(
  source: Accessor<S | undefined>,
  load: (source: S, signal: AbortSignal) => Promise<Result<T, Failure>>,
): RemoteHandle<T> {
  const [remote, setRemote] = createSignal<Remote<T>>({ state: "loading" });
  const [round, setRound] = createSignal(0);

  const take = async (wanted: S, signal: AbortSignal): Promise<void> => {
    const result = await load(wanted, signal);
    if (signal.aborted) return;
    setRemote(
      result.ok ? { state: "ready", value: result.value } : { state: "failed", failure: result.error },
    );
  };

  createEffect(() => {
    round();
    const wanted = source();
    const abort = new AbortController();
    onCleanup(() => abort.abort());
    setRemote({ state: "loading" });
    if (wanted === undefined) return;
    void untrack(() => take(wanted, abort.signal));
  });

  return {
    remote,
    value: () => {
      const now = remote();
      return now.state === "ready" ? now.value : undefined;
    },
    failure: () => {
      const now = remote();
      return now.state === "failed" ? now.failure : undefined;
    },
    reload: () => setRound((n) => n + 1),
  };
}
