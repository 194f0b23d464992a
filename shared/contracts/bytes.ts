// A growing little-endian writer and a reader that throws RangeError past the end.
// Varint: LEB128, unsigned, at most eight bytes and 2^53 - 1.

const INITIAL_BYTES = 64;
const MAX_VARINT_BYTES = 8;

export class ByteWriter {
  #buffer = new ArrayBuffer(INITIAL_BYTES);
  #view = new DataView(this.#buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  u32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
  }

  /** Throws RangeError for what a reader could not read back. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`varint of ${value}`);
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.u8(rest);
  }

  append(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    new Uint8Array(this.#buffer).set(bytes, at);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.slice(0, this.#length));
  }

  /** Where the next `count` bytes go. Call it before touching `#view`, which growing replaces. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#buffer.byteLength) {
      const grown = new ArrayBuffer(Math.max(this.#buffer.byteLength * 2, this.#length));
      new Uint8Array(grown).set(new Uint8Array(this.#buffer));
      this.#buffer = grown;
      this.#view = new DataView(grown);
    }
    return at;
  }
}

export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(buffer: ArrayBuffer) {
    this.#view = new DataView(buffer);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  varint(): number {
    let value = 0;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte >= 0x80) continue;
      if (!Number.isSafeInteger(value)) break;
      return value;
    }
    throw new RangeError("varint too large");
  }

  rest(count: number): Uint8Array {
    if (this.#at + count > this.#view.byteLength) throw new RangeError("past the end");
    const at = this.#advance(count);
    return new Uint8Array(this.#view.buffer, at, count);
  }

  done(): boolean {
    return this.#at >= this.#view.byteLength;
  }

  #advance(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
