// `node bench/model/cost.ts`: what a million tickets cost, into docs/cost.md.

import { toFigure } from "../table.ts";
import { billOf, ROWS, type Sale } from "./cost-model.ts";
import { inputOf, measured } from "./measured.ts";
import { markdownTable, writePage } from "./page.ts";

const US_PER_MS = 1_000;
/** Where whole sales have not been measured. */
const ASSUMED_US_PER_ORDER = 10_000;

const cpu = inputOf(measured("whole-sales", "— processor time of an order"), ASSUMED_US_PER_ORDER);

const SALE: Sale = {
  ...{ tickets: 1_000_000, ticketsPerOrder: 2, viewersPerTicket: 10, minutesPerViewer: 5 },
  ...{ holdsPerOrder: 1.5, ordersPerSale: 1.1, redelivered: 0.02, events: 100, awakeHours: 24 },
  ...{ relays: 2, viewersPerRelay: 2_000, cpuMsPerOrder: cpu.value / US_PER_MS },
};

const VARIANTS: readonly (readonly [name: string, change: Partial<Sale>])[] = [
  ["as assumed", {}],
  ["1 ticket an order", { ticketsPerOrder: 1 }],
  ["4 tickets an order", { ticketsPerOrder: 4 }],
  ["10 times the viewers", { viewersPerTicket: SALE.viewersPerTicket * 10 }],
  ["events awake for 10 times as long", { awakeHours: SALE.awakeHours * 10 }],
  [
    "10 times the relays, each with a tenth of the viewers",
    { relays: SALE.relays * 10, viewersPerRelay: SALE.viewersPerRelay / 10 },
  ],
];

writePage("cost.md", [assumptions(), byItem(), rows(), variants()]);

function assumptions(): string {
  return markdownTable([
    ["assumed", "value"],
    ["tickets; tickets an order", `${toFigure(SALE.tickets)}; ${SALE.ticketsPerOrder}`],
    ["viewers of the seat map for each ticket sold", toFigure(SALE.viewersPerTicket)],
    ["minutes that a viewer has it open", toFigure(SALE.minutesPerViewer)],
    ["holds for each order placed", toFigure(SALE.holdsPerOrder)],
    ["orders placed for each that is paid", toFigure(SALE.ordersPerSale)],
    ["messages delivered once more", `${toFigure(SALE.redelivered * 100)} %`],
    ["events; hours that the object of each is awake", `${SALE.events}; ${SALE.awakeHours}`],
    ["relays of an event; viewers at each", `${SALE.relays}; ${toFigure(SALE.viewersPerRelay)}`],
    [
      `processor time of an order, ms (${cpu.isMeasured ? "measured" : "assumed"})`,
      toFigure(SALE.cpuMsPerOrder),
    ],
  ]);
}

function byItem(): string {
  const { lines, usd, net } = billOf(SALE);
  return markdownTable([
    ["item", "used", "USD at list price", "share", "USD after what is included"],
    ...lines.map((line) => [
      line.item,
      toFigure(line.used),
      toFigure(line.usd),
      `${toFigure((line.usd / usd) * 100)} %`,
      toFigure(line.net),
    ]),
    ["plan", "", "", "", toFigure(net - lines.reduce((total, line) => total + line.net, 0))],
    ["all", "", toFigure(usd), "", toFigure(net)],
    [
      "a thousand tickets",
      "",
      toFigure((usd * 1_000) / SALE.tickets),
      "",
      toFigure((net * 1_000) / SALE.tickets),
    ],
  ]);
}

function rows(): string {
  const perOrder = ROWS.map((row) => row.perOrder + row.perTicket * SALE.ticketsPerOrder);
  return markdownTable([
    ["rows written by an order of two seats", "rows"],
    ...ROWS.map(({ what }, n) => [what, String(perOrder[n])]),
    ["all", String(perOrder.reduce((total, count) => total + count, 0))],
  ]);
}

function variants(): string {
  return markdownTable([
    ["a million tickets", "USD at list price", "USD after what is included", "dearest item"],
    ...VARIANTS.map(([name, change]) => {
      const { usd, net, lines } = billOf({ ...SALE, ...change });
      return [name, toFigure(usd), toFigure(net), lines[0]?.item ?? ""];
    }),
  ]);
}
