import { createRoute, z } from "@hono/zod-openapi";
import {
  attemptRequestSchema,
  offerAnswerSchema,
  orderListSchema,
  orderRequestSchema,
  orderViewSchema,
} from "../../shared/contracts/orders.schema.ts";
import { timelineSchema } from "../../shared/contracts/timeline.schema.ts";
import { uuidSchema } from "../../shared/contracts/values.schema.ts";
import type { AppEnv } from "../http/app-env.ts";
import { idempotent, KEY_HEADER } from "../http/idempotency.ts";
import { RETENTION_MS } from "../http/idempotency.store.ts";
import { jsonContent, moduleRouter, readInput, refusals } from "../http/openapi.ts";
import { RefusalError } from "../http/problem.ts";
import { session } from "../http/session.ts";
import { answerOffer } from "../reservations/answer-offer.ts";
import { giveUpOrder } from "./give-up-order.ts";
import { orderSummary, orderView } from "./order-view.ts";
import { orderTimeline } from "./order-timeline.ts";
import { findOrder, findReturnedFor, listOrders, type OrderRow } from "./orders.store.ts";
import { placeOrder } from "./place-order.ts";
import { startAttempt } from "./start-attempt.ts";

const PAGE_SIZE = 20;
const NO_STORE = { "cache-control": "no-store" };

const DAY_MS = 24 * 3_600_000;

/** Read in either form: as the draft has it, or bare. */
const keyHeader = (): z.ZodObject =>
  z.object({ "idempotency-key": z.string().regex(KEY_HEADER).describe(KEY_DESCRIPTION) });

const KEY_DESCRIPTION =
  'One order, one key: 1 to 255 visible ASCII characters but " and \\, in quotes or bare; a UUID is a good one. ' +
  `The same key with the same body is answered as it was at first for ${RETENTION_MS / DAY_MS} days, with ` +
  "Idempotency-Replayed: true. With another body it is refused (422), and while the first is under way (409).";

const place = createRoute({
  method: "post",
  path: "/orders",
  tags: ["orders"],
  summary: "Order the seats of a hold; repeat with the same Idempotency-Key as often as need be",
  request: {
    headers: keyHeader(),
    body: { content: jsonContent(orderRequestSchema), required: true },
  },
  responses: {
    201: { description: "the order, PENDING", content: jsonContent(orderViewSchema) },
    ...refusals,
  },
});

const read = createRoute({
  method: "get",
  path: "/orders/{orderId}",
  tags: ["orders"],
  summary: "One of my orders",
  request: { params: z.object({ orderId: uuidSchema }) },
  responses: { 200: { description: "the order", content: jsonContent(orderViewSchema) }, ...refusals },
});

const pay = createRoute({
  method: "post",
  path: "/orders/{orderId}/payments",
  tags: ["orders"],
  summary: "Another attempt to pay for an order whose last one failed; the seats and the price stay",
  request: {
    params: z.object({ orderId: uuidSchema }),
    headers: keyHeader(),
    body: { content: jsonContent(attemptRequestSchema), required: true },
  },
  responses: {
    201: { description: "the order, PENDING", content: jsonContent(orderViewSchema) },
    ...refusals,
  },
});

const giveUp = createRoute({
  method: "delete",
  path: "/orders/{orderId}",
  tags: ["orders"],
  summary: "Give up a PENDING order; safe to repeat",
  request: { params: z.object({ orderId: uuidSchema }) },
  responses: {
    200: { description: "CANCELLED, and its seats are free", content: jsonContent(orderViewSchema) },
    202: {
      description: "the wish is kept, and the attempt to pay that is under way is being ended first",
      content: jsonContent(orderViewSchema),
    },
    ...refusals,
  },
});

const list = createRoute({
  method: "get",
  path: "/orders",
  tags: ["orders"],
  summary: "My orders, newest first",
  request: {
    query: z.object({
      before: z
        .string()
        .regex(/^\d{1,16}_[0-9a-f-]{36}$/)
        .optional(),
    }),
  },
  responses: { 200: { description: "a page of orders", content: jsonContent(orderListSchema) }, ...refusals },
});

const timeline = createRoute({
  method: "get",
  path: "/orders/{orderId}/timeline",
  tags: ["orders"],
  summary: "Every step of one of my orders with its time, from what is stored",
  request: { params: z.object({ orderId: uuidSchema }) },
  responses: { 200: { description: "the steps", content: jsonContent(timelineSchema) }, ...refusals },
});

const answer = createRoute({
  method: "post",
  path: "/orders/{orderId}/offer",
  tags: ["orders"],
  summary: "Take or decline the seats offered to an order whose money came late; safe to repeat",
  request: {
    params: z.object({ orderId: uuidSchema }),
    body: { content: jsonContent(offerAnswerSchema), required: true },
  },
  responses: { 200: { description: "the order", content: jsonContent(orderViewSchema) }, ...refusals },
});

const router = moduleRouter();
// Also matches /orders itself.
router.use("/orders/*", session());

// Registered by hand: its reply is stored text that goes out byte for byte, not an object to be serialized.
router.openAPIRegistry.registerPath(place);
router.post("/orders", async (c) => {
  const request = await readInput(c, orderRequestSchema);
  const { origin } = new URL(c.req.url);
  const { deps, buyerId } = c.var;
  const reply = idempotent(c, {
    route: "POST /api/orders",
    payload: request,
    work: (claim) => placeOrder(deps, { request, buyerId, claim, origin }),
  });
  // A buyer who reloads the page ends the request, not the order: without this it would stop where it stands.
  deps.background(reply.catch(() => undefined));
  return reply;
});

router.openAPIRegistry.registerPath(pay);
router.post("/orders/:orderId/payments", async (c) => {
  const request = await readInput(c, attemptRequestSchema);
  const orderId = readOrderId(c.req.param("orderId"));
  const { deps } = c.var;
  const reply = idempotent(c, {
    route: "POST /api/orders/:orderId/payments",
    payload: { orderId, ...request },
    work: async (claim) => startAttempt(deps, { row: await requireOwnOrder(c.var, orderId), request, claim }),
  });
  deps.background(reply.catch(() => undefined));
  return reply;
});

export const ordersRoutes = router
  .openapi(read, async (c) => {
    const order = await requireOwnOrder(c.var, c.req.valid("param").orderId);
    const { db, clock } = c.var.deps;
    // Only an order that has its seats, or may get them, can be the one that others went back for.
    const returned = order.status === "CANCELLED" ? [] : await findReturnedFor(db, order);
    return c.json(orderView(order, clock.now(), returned), 200, NO_STORE);
  })
  .openapi(giveUp, async (c) => {
    const { deps } = c.var;
    const row = await requireOwnOrder(c.var, c.req.valid("param").orderId);
    const given = giveUpOrder(deps, row);
    deps.background(given.catch(() => undefined));
    const order = await given;
    return c.json(orderView(order, deps.clock.now()), order.status === "PENDING" ? 202 : 200, NO_STORE);
  })
  .openapi(timeline, async (c) => {
    const order = await requireOwnOrder(c.var, c.req.valid("param").orderId);
    return c.json(await orderTimeline(c.var.deps, order), 200, NO_STORE);
  })
  .openapi(answer, async (c) => {
    const { orderId } = c.req.valid("param");
    await answerOffer(c.var.deps, await requireOwnOrder(c.var, orderId), c.req.valid("json").answer);
    return c.json(orderView(await requireOwnOrder(c.var, orderId), c.var.deps.clock.now()), 200, NO_STORE);
  })
  .openapi(list, async (c) => {
    const { before } = c.req.valid("query");
    const page = await listOrders(c.var.deps.db, {
      buyerId: c.var.buyerId,
      limit: PAGE_SIZE + 1,
      before: before === undefined ? undefined : parseCursor(before),
    });
    const orders = page.slice(0, PAGE_SIZE);
    const last = page.length > PAGE_SIZE ? orders.at(-1) : undefined;
    const next = last && `${last.createdAt}_${last.id}`;
    return c.json({ orders: orders.map(orderSummary), ...(next !== undefined && { next }) }, 200, NO_STORE);
  });

/** An id that is none is told as what it is, like that of any other route. */
function readOrderId(text: string): string {
  const id = uuidSchema.safeParse(text);
  if (!id.success) throw new RefusalError({ code: "order-not-found" });
  return id.data;
}

/** Another buyer's order is "not found" too: whether an id exists is nobody's business. */
async function requireOwnOrder({ deps, buyerId }: AppEnv["Variables"], orderId: string): Promise<OrderRow> {
  const order = await findOrder(deps.db, orderId);
  if (order?.buyerId !== buyerId) throw new RefusalError({ code: "order-not-found" });
  return order;
}

function parseCursor(cursor: string): { createdAt: number; id: string } {
  const [createdAt = "", id = ""] = cursor.split("_");
  return { createdAt: Number(createdAt), id };
}
