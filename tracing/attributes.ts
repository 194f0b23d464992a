// What spans are called by: the semantic conventions' names (opentelemetry.io/docs/specs/semconv), and ours for what
// they have no word for. Ids, codes and counts; never a name, an address, a token or a card.

import type { Attributes } from "@opentelemetry/api";
import { MODULE_ATTRIBUTE, ORDER_ATTRIBUTE } from "../shared/contracts/trace-collector.ts";

export {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_BATCH_SIZE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  ATTR_URL_TEMPLATE,
} from "@opentelemetry/semantic-conventions/incubating";

/** The modules of the house, the same words in every room; `browser` for what the buyer's page does. */
export const MODULES = [
  "browser",
  "catalog",
  "holds",
  "orders",
  "payments",
  "reservations",
  "tickets",
  "outbox",
  "ops",
  "http",
] as const;
export type Module = (typeof MODULES)[number];

export const ATTR_MODULE = MODULE_ATTRIBUTE;
export const ATTR_ORDER = ORDER_ATTRIBUTE;
export const ATTR_EVENT = "jari.event.id";
export const ATTR_HOLD = "jari.hold.id";
export const ATTR_MESSAGE_TYPE = "jari.message.type";
/** ids of the messages that an outbox row or a batch carries */
export const ATTR_MESSAGES = "jari.messages";
export const ATTR_OUTCOME = "jari.outcome";
export const ATTR_COMMANDS = "jari.commit.commands";
export const ATTR_FACTS = "jari.commit.facts";
export const ATTR_SEQ = "jari.commit.seq";

/** What a span or a log line may be about. */
export interface About {
  readonly orderId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly holdId?: string | undefined;
}

/** The attributes that say what a span is about. */
export function aboutAttributes({ orderId, eventId, holdId }: About): Attributes {
  return {
    ...(orderId !== undefined && { [ATTR_ORDER]: orderId }),
    ...(eventId !== undefined && { [ATTR_EVENT]: eventId }),
    ...(holdId !== undefined && { [ATTR_HOLD]: holdId }),
  };
}
