// The map without a canvas: one zone at a time, so that the page stays small, as a real grid with one tab stop.

import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js";
import { seatLabel } from "../../../shared/domain/chart-index.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";
import type { ChartData } from "./chart-data.ts";
import { gridRows, seatByKey, type GridRow } from "./grid-rows.ts";
import { describeSeat, type CellState, type SeatWords } from "./seat-words.ts";
import { ZonePicker } from "./zone-picker.tsx";

export interface SeatGridProps {
  readonly data: ChartData;
  readonly words: SeatWords;
  readonly stateOf: (seat: number) => CellState;
  readonly freeInZone: (zone: number) => number;
  readonly zone: number;
  readonly onZone: (zone: number) => void;
  readonly onPick: (seat: number) => void;
}

export function SeatGrid(props: SeatGridProps): JSX.Element {
  const { t, text } = useI18n();
  let grid: HTMLDivElement | undefined;
  const rows = createMemo(() =>
    gridRows(props.data.index, props.zone, (seat) => ["AVAILABLE", "MINE"].includes(props.stateOf(seat))),
  );
  const [focused, setFocused] = createSignal(0);
  const firstSeat = (): number => rows().find((row) => row.seats.length > 0)?.seats[0] ?? 0;
  createEffect(
    on(
      () => props.zone,
      () => setFocused(firstSeat()),
    ),
  );

  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.altKey || e.metaKey) return;
    if (e.key === " " || e.key === "Enter") {
      e.preventDefault();
      props.onPick(focused());
      return;
    }
    const xOf = (seat: number): number => props.data.index.x[seat] ?? 0;
    const next = seatByKey(rows(), { from: focused(), key: e.key, isCtrl: e.ctrlKey, xOf });
    if (next === undefined) return;
    e.preventDefault();
    setFocused(next);
    grid?.querySelector<HTMLElement>(`[data-seat="${next}"]`)?.focus();
  };
  const zoneName = (): string => text(props.data.chart.zones[props.zone]?.name ?? { ko: "", en: "" });

  return (
    <div class="flex h-full min-h-0 flex-col gap-3 p-3 lg:p-4">
      <ZonePicker data={props.data} zone={props.zone} freeInZone={props.freeInZone} onZone={props.onZone} />
      <p id="seat-grid-help" class="text-sm text-muted">
        {t("seatMap.gridHelp")}
      </p>
      <div
        ref={(element) => (grid = element)}
        role="grid"
        aria-label={t("seatMap.grid", { zone: zoneName() })}
        aria-describedby="seat-grid-help"
        aria-multiselectable="true"
        data-testid="seat-grid"
        class="relative min-h-40 flex-1 overflow-auto rounded-control border border-line bg-surface p-2"
        onKeyDown={onKeyDown}
      >
        <For each={rows()}>
          {(row) => <GridRowCells {...props} row={row} focused={focused()} onFocus={setFocused} />}
        </For>
      </div>
    </div>
  );
}

interface GridRowCellsProps extends SeatGridProps {
  readonly row: GridRow;
  readonly focused: number;
  readonly onFocus: (seat: number) => void;
}

function GridRowCells(props: GridRowCellsProps): JSX.Element {
  return (
    <div role="row" class="flex w-max items-center gap-1">
      <span
        role="rowheader"
        class="sticky left-0 z-1 min-w-11 shrink-0 bg-surface pr-2 text-sm font-semibold whitespace-nowrap text-muted"
      >
        <RowName data={props.data} row={props.row} />
      </span>
      <For each={props.row.seats}>
        {(seat) => (
          <Cell
            seat={seat}
            label={seatLabel(props.data.chart, props.data.index, seat).seat}
            isTabStop={props.focused === seat}
            state={props.stateOf(seat)}
            words={props.words}
            onFocus={props.onFocus}
            onPick={props.onPick}
          />
        )}
      </For>
    </div>
  );
}

function RowName(props: { readonly data: ChartData; readonly row: GridRow }): JSX.Element {
  const { t } = useI18n();
  const label = (): string => {
    const seat = props.data.index.groups[props.row.group] ?? 0;
    return seatLabel(props.data.chart, props.data.index, seat).row;
  };
  return (
    <Show when={props.row.kind === "row"} fallback={label()}>
      {t("seatMap.row", { row: label() })}
    </Show>
  );
}

interface CellProps {
  readonly seat: number;
  readonly label: string;
  readonly isTabStop: boolean;
  readonly state: CellState;
  readonly words: SeatWords;
  readonly onFocus: (seat: number) => void;
  readonly onPick: (seat: number) => void;
}

const CELL_LOOKS: Readonly<Record<CellState, string>> = {
  AVAILABLE: "border-line-strong bg-surface text-ink hover:border-accent hover:bg-accent-soft cursor-pointer",
  MINE: "border-accent bg-accent font-bold text-on-accent cursor-pointer",
  HELD: "border-dashed border-line-strong text-muted",
  SOLD: "border-transparent bg-sunken text-muted line-through",
  BLOCKED: "border-transparent text-muted opacity-50",
};

function Cell(props: CellProps): JSX.Element {
  const state = createMemo(() => props.state);
  const canPick = (): boolean => state() === "AVAILABLE" || state() === "MINE";
  return (
    <span
      role="gridcell"
      tabindex={props.isTabStop ? 0 : -1}
      data-seat={props.seat}
      data-state={state()}
      aria-selected={state() === "MINE"}
      aria-disabled={!canPick()}
      aria-label={describeSeat(props.words, props.seat, state())}
      class={cn(
        "my-0.5 grid size-9 shrink-0 place-items-center rounded-md border text-sm tabular-nums select-none pointer-coarse:size-11",
        CELL_LOOKS[state()],
      )}
      onFocus={() => props.onFocus(props.seat)}
      onClick={() => props.onPick(props.seat)}
    >
      {state() === "MINE" ? `✓${props.label}` : props.label}
    </span>
  );
}
