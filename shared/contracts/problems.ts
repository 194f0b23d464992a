// Every way in which Jari says no, once: its stable code, its HTTP status, and what a person can do about it.
// The worker sends it (RFC 9457), the site shows it; `{name}` is filled from the evidence.

interface ProblemText {
  readonly status: number;
  readonly en: string;
  readonly ko: string;
}

export const PROBLEMS = {
  "malformed-request": {
    status: 400,
    en: "The request could not be read. Check it against /docs.",
    ko: "요청을 읽을 수 없습니다. /docs 문서를 확인해 주세요.",
  },
  "invalid-input": {
    status: 400,
    en: "Some of the input is not valid: {issues}",
    ko: "입력한 내용 중 올바르지 않은 것이 있습니다: {issues}",
  },
  "idempotency-key-missing": {
    status: 400,
    en: "Send an Idempotency-Key header, so that a repeat is never a second order.",
    ko: "같은 주문이 두 번 되지 않도록 Idempotency-Key 헤더를 보내 주세요.",
  },
  "idempotency-key-malformed": {
    status: 400,
    en: 'The Idempotency-Key must be 1 to 255 visible ASCII characters but " and \\, in quotes or bare.',
    ko: 'Idempotency-Key는 공백과 ", \\를 뺀 ASCII 문자 1~255자여야 합니다. 앞뒤에 따옴표를 붙여도 됩니다.',
  },
  "webhook-refused": {
    status: 400,
    en: "The webhook's signature or time is not valid.",
    ko: "웹훅의 서명 또는 시각이 올바르지 않습니다.",
  },
  unauthorized: {
    status: 401,
    en: "Organiser access is needed here.",
    ko: "주최자 권한이 필요합니다.",
  },
  "cross-site": {
    status: 403,
    en: "Requests from another site are refused.",
    ko: "다른 사이트에서 온 요청은 받지 않습니다.",
  },
  "not-found": { status: 404, en: "There is nothing here.", ko: "찾으시는 것이 없습니다." },
  "event-not-found": { status: 404, en: "There is no such event.", ko: "없는 공연입니다." },
  "event-not-configured": {
    status: 503,
    en: "This event is being prepared. Try again in a moment.",
    ko: "공연을 준비하고 있습니다. 잠시 후 다시 시도해 주세요.",
  },
  "chart-not-found": { status: 404, en: "There is no such chart.", ko: "없는 좌석 배치도입니다." },
  "chart-changed": {
    status: 409,
    en: "An event keeps the chart it was published with.",
    ko: "이미 공개한 공연의 좌석 배치도는 바꿀 수 없습니다.",
  },
  "hold-not-found": {
    status: 404,
    en: "These seats are not held for you. Choose seats on the map.",
    ko: "선점한 좌석이 없습니다. 좌석 배치도에서 다시 선택해 주세요.",
  },
  "offer-not-found": {
    status: 404,
    en: "No other seats are being offered for this order.",
    ko: "이 주문에 제안된 다른 좌석이 없습니다.",
  },
  "order-not-found": { status: 404, en: "You have no such order.", ko: "주문을 찾을 수 없습니다." },
  "parked-message-not-found": {
    status: 404,
    en: "There is no such parked message. It may have been handled or dismissed.",
    ko: "보류된 메시지를 찾을 수 없습니다. 이미 처리되었거나 삭제되었을 수 있습니다.",
  },
  "parked-message-unreadable": {
    status: 409,
    en: "This message cannot be read, and its queue would only park it again. Look at the order it names, then dismiss it.",
    ko: "읽을 수 없는 메시지라 다시 보내도 또 보류됩니다. 메시지에 적힌 주문을 확인한 뒤 삭제해 주세요.",
  },
  "method-not-allowed": { status: 405, en: "This cannot be done here.", ko: "지원하지 않는 요청입니다." },
  "sale-not-open": {
    status: 409,
    en: "Sales have not opened yet.",
    ko: "아직 예매가 시작되지 않았습니다.",
  },
  "sale-closed": { status: 409, en: "Sales have closed.", ko: "예매가 종료되었습니다." },
  "no-seats": { status: 400, en: "Choose at least one seat.", ko: "좌석을 하나 이상 선택해 주세요." },
  "too-many-seats": {
    status: 409,
    en: "You can hold at most {max} seats at a time.",
    ko: "한 번에 {max}석까지 선택할 수 있습니다.",
  },
  "buyer-limit": {
    status: 409,
    en: "At this event one buyer can have at most {max} seats; you have {owned}.",
    ko: "이 공연은 1인당 {max}석까지 예매할 수 있습니다. 현재 {owned}석을 가지고 있습니다.",
  },
  "seat-out-of-range": {
    status: 400,
    en: "The venue has seats 0 to one below {seatCount}.",
    ko: "좌석 번호는 0 이상 {seatCount} 미만이어야 합니다.",
  },
  "seat-repeated": { status: 400, en: "A seat is named twice.", ko: "같은 좌석이 두 번 선택되었습니다." },
  "seat-not-for-sale": {
    status: 409,
    en: "These seats are not for sale at this event.",
    ko: "판매하지 않는 좌석입니다.",
  },
  "mixed-currencies": {
    status: 409,
    en: "Seats sold in different currencies need separate orders.",
    ko: "통화가 다른 좌석은 따로 예매해 주세요.",
  },
  "seats-taken": {
    status: 409,
    en: "Somebody was quicker. Choose other seats.",
    ko: "다른 분이 먼저 선택한 좌석입니다. 다른 좌석을 선택해 주세요.",
  },
  "hold-id-reused": {
    status: 409,
    en: "This hold id already stands for other seats. Start again with a new one.",
    ko: "이미 다른 좌석에 쓰인 선점 번호입니다. 다시 선택해 주세요.",
  },
  "hold-expired": {
    status: 409,
    en: "The time to buy these seats has run out. Choose seats again.",
    ko: "좌석 선점 시간이 지났습니다. 좌석을 다시 선택해 주세요.",
  },
  "hold-ended": {
    status: 409,
    en: "These seats are no longer held for you.",
    ko: "좌석 선점이 이미 끝났습니다.",
  },
  "hold-paying": {
    status: 409,
    en: "A payment for these seats is under way.",
    ko: "이 좌석은 결제가 진행 중입니다.",
  },
  "payment-required": {
    status: 400,
    en: "These seats cost something: say how they are to be paid.",
    ko: "결제할 금액이 있는 주문입니다. 결제 수단을 선택해 주세요.",
  },
  "event-changed": {
    status: 409,
    en: "The start of this event has moved since you chose your seats. Check the new time before you pay; your seats are kept.",
    ko: "좌석을 선택하신 뒤 공연 일시가 변경되었습니다. 새 일시를 확인한 뒤 결제해 주세요. 좌석은 그대로 선점되어 있습니다.",
  },
  "payment-in-progress": {
    status: 409,
    en: "A payment for this order is still being confirmed. Do not pay again until its result is known.",
    ko: "이 주문의 결제 결과를 아직 확인하고 있습니다. 결과가 나올 때까지 다시 결제하지 마세요.",
  },
  "payment-attempt-taken": {
    status: 409,
    en: "Another payment was started for this order, perhaps in another tab. See how the order stands now.",
    ko: "이 주문의 결제가 이미 다시 시작되었습니다. 다른 탭에서 진행했을 수 있으니 현재 주문 상태를 확인해 주세요.",
  },
  "order-ended": {
    status: 409,
    en: "This order has been decided, so it cannot be changed any more. See how it stands now.",
    ko: "이미 결과가 정해진 주문이라 변경할 수 없습니다. 현재 주문 상태를 확인해 주세요.",
  },
  "extension-exhausted": {
    status: 409,
    en: "The hold cannot be extended any further.",
    ko: "선점 시간을 더 이상 연장할 수 없습니다.",
  },
  "stale-fence": {
    status: 409,
    en: "Another payment has taken over these seats.",
    ko: "다른 결제가 이 좌석을 처리하고 있습니다.",
  },
  "request-in-flight": {
    status: 409,
    en: "The same request is still being handled. Ask again in a moment.",
    ko: "같은 요청을 처리하고 있습니다. 잠시 후 다시 시도해 주세요.",
  },
  "too-large": { status: 413, en: "The request is too large.", ko: "요청이 너무 큽니다." },
  "json-only": {
    status: 415,
    en: "Send JSON with Content-Type: application/json.",
    ko: "Content-Type: application/json 형식으로 보내 주세요.",
  },
  "idempotency-key-reused": {
    status: 422,
    en: "This Idempotency-Key was used for a different request. Use a new key.",
    ko: "다른 요청에 이미 쓰인 Idempotency-Key입니다. 새 키를 사용해 주세요.",
  },
  "upgrade-required": {
    status: 426,
    en: "The feed speaks WebSocket.",
    ko: "실시간 연결은 WebSocket만 지원합니다.",
  },
  "too-many-requests": {
    status: 429,
    en: "Too many requests. Wait a moment.",
    ko: "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
  },
  internal: {
    status: 500,
    en: "Something went wrong on our side. Nothing was lost; try again.",
    ko: "일시적인 오류가 발생했습니다. 잃은 것은 없으니 다시 시도해 주세요.",
  },
  unavailable: {
    status: 503,
    en: "Jari is busy. Try again in a moment.",
    ko: "접속이 많습니다. 잠시 후 다시 시도해 주세요.",
  },
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

export type Language = "ko" | "en";

/** What to tell a person: the problem's text in `language`, its gaps filled from `evidence`. */
export function problemText(code: ProblemCode, language: Language, evidence: object = {}): string {
  return PROBLEMS[code][language].replace(/\{(\w+)\}/g, (_, name: string) => fill(evidence, name)).trim();
}

function fill(evidence: object, name: string): string {
  const value: unknown = Object.entries(evidence).find(([key]) => key === name)?.[1];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
