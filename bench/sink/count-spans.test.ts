import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { countSpans } from "./count-spans.ts";

function exportOf(spans: number): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  for (const scope of ["one", "two"])
    for (let i = 0; i < spans; i++) {
      const span = provider
        .getTracer(scope)
        .startSpan(`span ${i}`, { attributes: { i, text: "x".repeat(300) } });
      span.addEvent("told");
      span.end();
    }
  return ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}

test("spans are counted in what the official serializer writes, over all scopes", () => {
  for (const spans of [0, 1, 7, 200]) expect(countSpans(exportOf(spans))).toBe(2 * spans);
});

test("what is cut off is no message", () => {
  expect(() => countSpans(new Uint8Array([0x80]))).toThrow("too early");
});
