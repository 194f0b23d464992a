// How many spans an OTLP request in Protobuf carries (opentelemetry-proto, trace_service.proto): only lengths are read.

/** ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans. */
const WAY_TO_SPANS = [1, 2, 2] as const;
const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Throws where `bytes` are not Protobuf. */
export function countSpans(bytes: Uint8Array, way: readonly number[] = WAY_TO_SPANS): number {
  const [wanted, ...rest] = way;
  let count = 0;
  for (const { field, body } of fieldsOf(bytes)) {
    if (field !== wanted || body === undefined) continue;
    count += rest.length === 0 ? 1 : countSpans(body, rest);
  }
  return count;
}

/** The fields of a message; `body` only of those that have a length (protobuf.dev/programming-guides/encoding). */
function* fieldsOf(bytes: Uint8Array): Generator<{ readonly field: number; readonly body?: Uint8Array }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("a message that ends too early");
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        varint();
        yield { field };
        break;
      case FIXED_64:
      case FIXED_32:
        at += tag % 8 === FIXED_64 ? 8 : 4;
        yield { field };
        break;
      case LENGTH_DELIMITED: {
        const length = varint();
        yield { field, body: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw new Error("no such kind of field");
    }
  }
}
