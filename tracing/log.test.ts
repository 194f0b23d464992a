import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { causeOf, logError, logInfo } from "./log.ts";
import { contextOf } from "./traceparent.ts";
import { restartTracing } from "./tracing.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

let lines: string[] = [];
beforeEach(() => {
  restartTracing(env);
  lines = [];
  const take = (line: string): void => void lines.push(line);
  vi.spyOn(console, "log").mockImplementation(take);
  vi.spyOn(console, "error").mockImplementation(take);
});
afterEach(() => void vi.restoreAllMocks());

const line = (): unknown => JSON.parse(lines[0] ?? "");

describe("a line", () => {
  test("says where in a trace it belongs, kept or not", () => {
    context.with(contextOf(`00-${TRACE}-${SPAN}-00`), () =>
      logInfo("orders", "order placed", { orderId: "o" }),
    );
    expect(line()).toEqual({
      ...{ level: "info", module: "orders", message: "order placed", orderId: "o" },
      ...{ trace_id: TRACE, span_id: SPAN },
    });
  });

  test("outside of any trace has no ids", () => {
    context.with(ROOT_CONTEXT, () => logInfo("orders", "order placed"));
    expect(line()).toEqual({ level: "info", module: "orders", message: "order placed" });
  });

  test("of an error tells what went wrong at first, and not what a statement was given", () => {
    const cause = new Error("D1_ERROR: UNIQUE constraint failed: orders.id");
    const wrapped = new Error("Failed query: insert into orders\nparams: 김하늘,sky@example.com", { cause });
    logError("orders", "batch failed", wrapped);
    expect(line()).toMatchObject({ level: "error", error: `Error: ${cause.message}` });
    expect(lines[0]).not.toContain("sky@example.com");
  });
});

test("what is thrown and is no error is told all the same", () => {
  expect(causeOf("broken")).toEqual({ name: "Error", message: "broken" });
});
