// An audit's report (shared/contracts/audit.schema.ts) in words, for a terminal.

/** Lines that say what was found. */
export function auditLines({ eventId, auditedAt, verdict, contradiction, figures }) {
  const { facts, commits, seats, orders, underWay, tickets, sold, captured } = figures;
  const counted = Object.entries(orders).map(([status, n]) => `${n} ${status}`);
  const found =
    verdict === "holds"
      ? [`event ${eventId} holds, as of ${new Date(auditedAt).toISOString()}`]
      : [`event ${eventId} DOES NOT HOLD: ${contradiction.code}`, `  ${contradiction.message}.`];
  return [
    ...found,
    `  ledger    ${facts} facts in ${commits} commits`,
    `  seats     ${seats.sold} sold, ${seats.held} held, ${seats.blocked} blocked, ${seats.available} available`,
    `  orders    ${counted.join(", ")}; ${underWay} under way`,
    `  tickets   ${tickets}`,
    `  sold      ${amounts(sold)}`,
    `  captured  ${amounts(captured)}`,
    ...(verdict === "holds" ? [] : ["  (figures as far as the audit came)"]),
  ];
}

/** Minor units by currency, written in whole ones: { KRW: 5000, USD: 1250 } → "₩5,000, $12.50". */
function amounts(sums) {
  const parts = Object.entries(sums).map(([currency, minor]) => {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
  });
  return parts.join(", ") || "nothing";
}
