import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

describe("the endpoint", () => {
  test("is nowhere unless it is set, and nothing goes out by accident", () => {
    expect(readSettings({}).endpoint).toBeUndefined();
    expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: "" }).endpoint).toBeUndefined();
  });

  test.each([
    ["http://localhost:4318", "http://localhost:4318/v1/traces"],
    ["http://localhost:4318/", "http://localhost:4318/v1/traces"],
    ["https://gateway.example/otlp", "https://gateway.example/otlp/v1/traces"],
  ])("of all signals, %s, has traces under it", (base, url) => {
    expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: base }).endpoint?.url).toBe(url);
  });

  test("of traces alone is taken as it is, and goes before", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://all.example",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example/take",
    };
    expect(readSettings(env).endpoint?.url).toBe("https://traces.example/take");
  });

  test("is none where it is no address of the web's, and that is told", () => {
    const { endpoint, problems } = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" });
    expect(endpoint).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining("OTEL_EXPORTER_OTLP_ENDPOINT")]);
  });

  test("is not used where the exporter is none", () => {
    const env = { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "https://all.example" };
    expect(readSettings(env).endpoint).toBeUndefined();
  });

  test("gets the headers, whose values are percent-encoded, and speaks protobuf unless told otherwise", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://all.example",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc,x-team=seats",
    };
    expect(readSettings(env).endpoint).toMatchObject({
      headers: { authorization: "Bearer abc", "x-team": "seats" },
      protocol: "http/protobuf",
    });
    expect(readSettings({ ...env, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }).endpoint?.protocol).toBe(
      "http/json",
    );
    const grpc = readSettings({ ...env, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
    expect(grpc.endpoint?.protocol).toBe("http/protobuf");
    expect(grpc.problems).toEqual([expect.stringContaining("grpc")]);
  });
});

describe("the sampler", () => {
  test("keeps what its parent keeps, and every trace that begins here, unless told otherwise", () => {
    expect(readSettings({})).toMatchObject({ isParentBased: true, ratio: 1, problems: [] });
  });

  test("takes its ratio from the argument, at most all", () => {
    const env = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.01" };
    expect(readSettings(env)).toMatchObject({ isParentBased: true, ratio: 0.01 });
    expect(readSettings({ ...env, OTEL_TRACES_SAMPLER_ARG: "7" }).ratio).toBe(1);
  });

  test("that nobody knows is told, and the default taken", () => {
    const { isParentBased, ratio, problems } = readSettings({ OTEL_TRACES_SAMPLER: "jaeger_remote" });
    expect([isParentBased, ratio]).toEqual([true, 1]);
    expect(problems).toEqual([expect.stringContaining("jaeger_remote")]);
  });
});

describe("bounds", () => {
  test("hold whatever is set: an invocation ends half a minute after its answer", () => {
    const settings = readSettings({
      ...{ OTEL_BSP_SCHEDULE_DELAY: "60000", OTEL_EXPORTER_OTLP_TIMEOUT: "60000" },
      ...{ OTEL_BSP_MAX_QUEUE_SIZE: "1e9", OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "0" },
    });
    expect(settings.delayMs + settings.timeoutMs).toBeLessThanOrEqual(25_000);
    expect(settings).toMatchObject({ queueLimit: 16_384, batchLimit: 1 });
  });

  test("that are no numbers are told, and the defaults taken", () => {
    const { delayMs, problems } = readSettings({ OTEL_BSP_SCHEDULE_DELAY: "soon" });
    expect(delayMs).toBe(1_000);
    expect(problems).toEqual(["OTEL_BSP_SCHEDULE_DELAY is not a number"]);
  });
});

test("the service is called as it is said, and the rest of the resource stays", () => {
  const env = {
    OTEL_SERVICE_NAME: "jari-seoul",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
  };
  expect(readSettings(env).resource).toMatchObject({
    ...{ "service.name": "jari-seoul", "deployment.environment.name": "staging" },
    "cloud.platform": "cloudflare.workers",
  });
});
